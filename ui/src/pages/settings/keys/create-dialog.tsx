import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { asApiError } from '@/api/errors';
import { createKey, type IssuedKey, keyQuery } from '@/api/keys';
import { useSession } from '@/api/session';
import { Button, Dialog, Loading, Select, Skeleton, sentence, TextField } from '@/design';
import { Choices } from './choices';
import styles from './create-dialog.module.css';
import { defaultExpiry, expiryOffers } from './expiry';
import { ExpiryFields } from './expiry-fields';
import { type Faults, faultsOf, type KeyForm, wantedKey } from './form';
import { reachOptions } from './reach';
import { ScopeFields } from './scope-fields';
import { defaultPreset } from './scopes';
import { useTenancy } from './use-tenancy';

interface CreateDialogProps {
  projectId: string;
  onClose: () => void;
  onIssued: (issued: IssuedKey) => void;
}

/** Asks what a new key is to be, offering only what the signed-in actor holds. */
export function CreateDialog(props: CreateDialogProps) {
  const { actor } = useSession();
  // What is not the operator is a key, whose own end and environment bound what it can hand out.
  const own = useQuery({ ...keyQuery(actor.keyId ?? ''), enabled: actor.keyId !== null });
  if (actor.keyId !== null && own.data === undefined) {
    return (
      <Dialog open onOpenChange={props.onClose} title="Create a key">
        <Loading label="Loading your own key">
          <Skeleton height={280} />
        </Loading>
      </Dialog>
    );
  }
  const ends = own.data?.expiresAt ?? null;
  return <Form {...props} own={ends} testOnly={own.data?.environment === 'test'} />;
}

function Form({
  projectId,
  onClose,
  onIssued,
  own,
  testOnly,
}: CreateDialogProps & { own: string | null; testOnly: boolean }) {
  const { scopes: held } = useSession();
  const tenancy = useTenancy();
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [now] = useState(Date.now);
  const [form, setForm] = useState<KeyForm>(() => ({
    name: '',
    environment: testOnly ? 'test' : 'live',
    reach: `project:${projectId}`,
    preset: defaultPreset(held),
    scopes: [],
    expiry: defaultExpiry(expiryOffers(own, now)),
    date: '',
  }));
  const [faults, setFaults] = useState<Faults>({});
  const making = useMutation({
    mutationFn: createKey,
    // Nothing keeps the answer: it holds the secret.
    gcTime: 0,
    onSuccess: onIssued,
  });
  const set = (change: Partial<KeyForm>) => {
    setForm((before) => ({ ...before, ...change }));
    setFaults({});
  };
  const submit = () => {
    const found = faultsOf(form, own, Date.now());
    setFaults(found);
    if (Object.keys(found).length === 0) making.mutate(wantedKey(form, own));
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title="Create a key"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={making.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!making.isPending) submit();
        }}
      >
        <TextField
          ref={first}
          label="Name"
          placeholder="checkout"
          value={form.name}
          maxLength={100}
          error={faults.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Choices
          legend="Environment"
          value={form.environment}
          choices={[
            {
              value: 'live',
              label: 'Live',
              refused: testOnly ? 'A test key hands out test keys alone.' : null,
            },
            { value: 'test', label: 'Test' },
          ]}
          hint="Part of the key's text, to11_live_… or to11_test_…, so that one is not taken for the other."
          onChange={(environment) => set({ environment })}
        />
        <div className={styles.group}>
          <span className={styles.legend}>Reach</span>
          <Select
            label="Reach"
            className={styles.stretched ?? ''}
            value={form.reach}
            options={reachOptions(tenancy, projectId)}
            onChange={(reach) => set({ reach })}
          />
        </div>
        <ScopeFields form={form} held={held} fault={faults.scopes} onChange={set} />
        <ExpiryFields form={form} own={own} now={now} fault={faults.date} onChange={set} />
        {making.error ? (
          <p className={styles.problem} role="alert">
            {sentence(asApiError(making.error).message)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
