import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { asApiError } from '@/api/errors';
import { type Project, updateProject } from '@/api/projects';
import { Button, Dialog, sentence, TextField, toast } from '@/design';
import { Choices } from '../keys/choices';
import styles from '../keys/create-dialog.module.css';
import {
  CAPTURE_NAMES,
  CAPTURE_WORDS,
  changesOf,
  daysOf,
  type Faults,
  faultsOf,
  formOf,
  shortens,
} from './form';

interface EditDialogProps {
  project: Project;
  /** Days that spans are kept where a project does not say; null while that is not known. */
  usualDays: number | null;
  onClose: () => void;
  onChanged: (project: Project) => void;
}

const CAPTURES = ['default', 'full', 'metadata', 'none'] as const;

/** Renames a project and sets what it keeps. */
export function EditDialog({ project, usualDays, onClose, onChanged }: EditDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState(() => formOf(project));
  const [faults, setFaults] = useState<Faults>({});
  const changing = useMutation({
    mutationFn: (changes: Parameters<typeof updateProject>[1]) => updateProject(project.id, changes),
    onSuccess: (changed) => {
      toast(`${changed.name} changed`);
      onChanged(changed);
    },
  });
  const set = (change: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...change }));
    setFaults({});
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = faultsOf(form);
    setFaults(found);
    if (Object.keys(found).length > 0 || changing.isPending) return;
    const changes = changesOf(project, form);
    if (changes === null) onClose();
    else changing.mutate(changes);
  };
  const days = form.ownRetention ? daysOf(form.days) : null;
  const usual = usualDays === null ? 'As the deployment' : `Default (${usualDays} days)`;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title={`Change ${project.name}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={changing.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          ref={first}
          label="Name"
          value={form.name}
          maxLength={100}
          error={faults.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Choices
          legend="Spans are kept"
          value={form.ownRetention ? 'own' : 'default'}
          hint="Older spans are deleted for good, a day at a time."
          choices={[
            { value: 'default', label: usual },
            { value: 'own', label: 'For days of its own' },
          ]}
          onChange={(value) => set({ ownRetention: value === 'own' })}
        />
        {form.ownRetention ? (
          <TextField
            label="Days"
            className={styles.date}
            inputMode="numeric"
            value={form.days}
            error={faults.days}
            onChange={(event) => set({ days: event.target.value })}
          />
        ) : null}
        {shortens(project.retentionDays, days, usualDays) && (days !== null || !form.ownRetention) ? (
          <p className={styles.problem}>
            Spans that are older than that now will be deleted, and cannot be had again.
          </p>
        ) : null}
        <Choices
          legend="Capture"
          explained
          value={form.capture}
          hint="How much of a gateway call is kept at the most. The strictest of deployment, project and request wins."
          choices={CAPTURES.map((value) => ({
            value,
            label: CAPTURE_NAMES[value],
            text: CAPTURE_WORDS[value],
          }))}
          onChange={(capture) => set({ capture })}
        />
        {changing.error ? (
          <p className={styles.problem} role="alert">
            {sentence(asApiError(changing.error).message)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
