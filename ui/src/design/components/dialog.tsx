import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { cx } from '@/lib/css';
import { IconButton } from './button';
import styles from './dialog.module.css';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** Buttons, at the end; the one that does it last. */
  actions?: ReactNode;
  /** `side` slides in from the right and is as high as the page. */
  place?: 'centre' | 'side';
  /** What has the focus first; else the first that can. */
  initialFocus?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}

/** A question or a form in front of the page, which waits. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  actions,
  place = 'centre',
  ...rest
}: DialogProps) {
  const focus = rest.initialFocus ? { initialFocus: rest.initialFocus } : {};
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={cx(styles.popup, styles[place])} {...focus}>
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon={<X />} keys="Escape" />} />
          </header>
          <div className={styles.body}>
            {description ? (
              <Base.Description className={styles.description}>{description}</Base.Description>
            ) : null}
            {rest.children}
          </div>
          {actions ? <footer className={styles.footer}>{actions}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A dialog at the side, for what belongs to one thing on the page. */
export function Drawer(props: Omit<DialogProps, 'place'>) {
  return <Dialog {...props} place="side" />;
}
