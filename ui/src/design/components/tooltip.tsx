import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '@/lib/css';
import { Keys } from './kbd';
import styles from './overlay.module.css';

interface TooltipProps {
  content: ReactNode;
  /** The key that does the same. */
  keys?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that takes a ref and the trigger's properties. */
  children: ReactElement;
}

/** A word on what is pointed at or has the focus. It never holds what is needed: touch screens show none. */
export function Tooltip({ content, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} side={side} sideOffset={6} collisionPadding={8}>
          <Base.Popup className={cx(styles.popup, styles.tip)}>
            {content}
            {keys ? <Keys keys={keys} /> : null}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Around everything: a second tooltip shows at once when one was shown just now. */
export const TooltipProvider = Base.Provider;
