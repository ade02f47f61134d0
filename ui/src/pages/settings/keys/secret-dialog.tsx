import { TriangleAlert } from 'lucide-react';
import type { IssuedKey } from '@/api/keys';
import { Button, CopyButton, Dialog } from '@/design';
import styles from './secret-dialog.module.css';

interface SecretDialogProps {
  issued: IssuedKey;
  rotated: boolean;
  onClose: () => void;
}

/** The secret of a key, this once. When it is closed, nothing of the page holds it. */
export function SecretDialog({ issued, rotated, onClose }: SecretDialogProps) {
  return (
    <Dialog
      open
      persistent
      onOpenChange={onClose}
      title={rotated ? `New secret of ${issued.name}` : `Key ${issued.name} created`}
      actions={
        <Button kind="primary" onClick={onClose}>
          I have stored it
        </Button>
      }
    >
      <p className={styles.warning}>
        <TriangleAlert aria-hidden="true" />
        <span>
          This is the only time that the secret is shown. Copy it now, to where your application's secrets are
          kept.
        </span>
      </p>
      <div className={styles.secret}>
        <code className={styles.text}>{issued.secret}</code>
        <CopyButton text={issued.secret} label="Copy secret">
          Copy
        </CopyButton>
      </div>
      <p className={styles.after}>
        Whoever has it can do all that the key may. If it is lost or seen by others, rotate or revoke the key.
      </p>
    </Dialog>
  );
}
