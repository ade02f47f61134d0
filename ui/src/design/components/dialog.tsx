import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { cx } from '@/lib/css';
import { buttonClass } from './button';
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
  /** What has the focus first; else the first that can, or with `text` the text itself, for the keys to scroll it. */
  initialFocus?: RefObject<HTMLElement | null> | 'text';
  /** Only its own buttons close it: neither Escape nor a press beside it does. */
  persistent?: boolean;
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
  persistent = false,
  ...rest
}: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const reads = rest.initialFocus === 'text';
  const initialFocus = rest.initialFocus === 'text' ? body : rest.initialFocus;
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={persistent}
      onOpenChange={(next, { reason }) => {
        if (!persistent || reason !== 'escape-key') onOpenChange(next);
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={cx(styles.popup, styles[place])} {...(initialFocus ? { initialFocus } : {})}>
          <Base.Title className={styles.title}>{title}</Base.Title>
          <div className={styles.body} ref={body} tabIndex={reads ? -1 : undefined}>
            {description ? (
              <Base.Description className={styles.description}>{description}</Base.Description>
            ) : null}
            {rest.children}
          </div>
          {actions ? <footer className={styles.footer}>{actions}</footer> : null}
          {/* Last, so that what the dialog is for has the focus first; no tooltip, which would take the first Escape. */}
          <Base.Close className={buttonClass('quiet', styles.close)} aria-label="Close" title="Close">
            <X aria-hidden="true" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A dialog at the side, for what belongs to one thing on the page. */
export function Drawer(props: Omit<DialogProps, 'place'>) {
  return <Dialog {...props} place="side" />;
}
