import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/css';
import { buttonClass } from './button';
import styles from './toast.module.css';

const manager = Base.createToastManager();

/** Says in a corner that something was done, or not: `toast('Copied')`, `toast('Not saved', 'error', message)`. */
export function toast(title: string, kind: 'ok' | 'error' = 'ok', description?: string): void {
  manager.add({
    title,
    type: kind,
    priority: kind === 'error' ? 'high' : 'low',
    timeout: kind === 'error' ? 9000 : 4000,
    ...(description ? { description } : {}),
  });
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const { toasts } = Base.useToastManager();
  return toasts.map((item) => (
    <Base.Root key={item.id} toast={item} className={styles.toast} swipeDirection={['right', 'down']}>
      <Base.Content className={styles.content}>
        <span className={cx(styles.icon, item.type === 'error' && styles.error)} aria-hidden="true">
          {item.type === 'error' ? <CircleAlert /> : <CircleCheck />}
        </span>
        <div className={styles.text}>
          <Base.Title className={styles.title} />
          <Base.Description className={styles.description} />
        </div>
        <Base.Close className={buttonClass('quiet', styles.close)} aria-label="Dismiss" title="Dismiss">
          <X aria-hidden="true" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
