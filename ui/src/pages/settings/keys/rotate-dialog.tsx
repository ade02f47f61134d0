import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '@/api/errors';
import { type IssuedKey, type Key, rotateKey } from '@/api/keys';
import { Button, Dialog, sentence } from '@/design';
import { Choices } from './choices';
import styles from './create-dialog.module.css';
import { GRACES, type GraceSeconds } from './grace';

interface RotateDialogProps {
  of: Key;
  onClose: () => void;
  onIssued: (issued: IssuedKey) => void;
}

/** Asks how long the old secret is to live on, then gives the key a new one. */
export function RotateDialog({ of, onClose, onIssued }: RotateDialogProps) {
  const [grace, setGrace] = useState<GraceSeconds>(86_400);
  const rotating = useMutation({
    mutationFn: () => rotateKey(of.id, grace),
    gcTime: 0,
    onSuccess: onIssued,
  });
  const chosen = GRACES.find(({ seconds }) => seconds === grace);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Rotate ${of.name}`}
      description="The key gets a new secret, which is shown once. What it may do, its reach and its expiry stay."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={rotating.isPending} onClick={() => rotating.mutate()}>
            Rotate
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Choices
          legend="The old secret lives on for"
          value={String(grace)}
          choices={GRACES.map(({ seconds, label }) => ({ value: String(seconds), label }))}
          hint={chosen?.means}
          onChange={(value) =>
            setGrace(GRACES.find(({ seconds }) => String(seconds) === value)?.seconds ?? 0)
          }
        />
        {rotating.error ? (
          <p className={styles.problem} role="alert">
            {sentence(asApiError(rotating.error).message)}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
