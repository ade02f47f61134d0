import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { asApiError } from '@/api/errors';
import { type Key, revokeKey } from '@/api/keys';
import { useSession } from '@/api/session';
import { Button, Dialog, sentence, TextField, toast } from '@/design';
import styles from './create-dialog.module.css';

interface RevokeDialogProps {
  of: Key;
  onClose: () => void;
  onRevoked: () => void;
}

/** Ends a key, once its name was typed. */
export function RevokeDialog({ of, onClose, onRevoked }: RevokeDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const own = useSession().actor.keyId === of.id;
  const revoking = useMutation({
    mutationFn: () => revokeKey(of.id),
    onSuccess: () => {
      toast(`${of.name} revoked`);
      onRevoked();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (typed.trim() !== of.name) setFault('This is not its name.');
    else if (!revoking.isPending) revoking.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title={`Revoke ${of.name}`}
      description="It stops working at once, and with it every collector token made from it. This is final: a revoked key cannot be brought back."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" form={formId} busy={revoking.isPending}>
            Revoke key
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        {own ? (
          <p className={styles.problem}>You are signed in with this key: revoking it signs you out.</p>
        ) : null}
        <TextField
          ref={first}
          label={`Type ${of.name} to confirm`}
          value={typed}
          error={fault}
          onChange={(event) => {
            setTyped(event.target.value);
            setFault(undefined);
          }}
        />
        {revoking.error ? (
          <p className={styles.problem} role="alert">
            {sentence(asApiError(revoking.error).message)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
