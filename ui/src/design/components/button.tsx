import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/lib/css';
import styles from './button.module.css';
import { Tooltip } from './tooltip';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  kind?: ButtonKind;
  /** Shown before the text. */
  icon?: ReactNode;
  /** Waits for an answer: it keeps its place, and a second press does nothing. */
  busy?: boolean;
}

/** Looks as a button; also for links: `<Link className={buttonClass('primary')}>`. */
export function buttonClass(kind: ButtonKind = 'plain', extra?: string): string {
  return cx(styles.button, styles[kind], extra);
}

export function Button({
  kind = 'plain',
  icon,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(kind, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** What it does: its name for who listens, its tooltip for who points. */
  label: string;
  icon: ReactNode;
  kind?: ButtonKind;
  /** The key that does the same, for the tooltip. */
  keys?: string;
  pressed?: boolean;
}

export function IconButton({
  label,
  icon,
  kind = 'quiet',
  keys,
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(styles.button, styles.square, styles[kind], className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
