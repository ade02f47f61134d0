import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { asApiError } from '@/api/errors';
import { createProject, type Project } from '@/api/projects';
import type { components } from '@/api/schema';
import { Button, Dialog, Select, sentence, TextField, toast } from '@/design';
import styles from '../keys/create-dialog.module.css';
import { nameFault } from './form';

interface CreateDialogProps {
  /** Where it can be made; at least one. */
  workspaces: readonly components['schemas']['Workspace'][];
  onClose: () => void;
  onCreated: (project: Project) => void;
}

export function CreateDialog({ workspaces, onClose, onCreated }: CreateDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [workspaceId, setWorkspaceId] = useState(workspaces[0]?.id ?? '');
  const [fault, setFault] = useState<string>();
  const making = useMutation({
    mutationFn: () => createProject({ name: name.trim(), workspaceId }),
    onSuccess: (project) => {
      toast(`${project.name} created`);
      onCreated(project);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = nameFault(name);
    setFault(found ?? undefined);
    if (found === null && !making.isPending) making.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title="Create a project"
      description="Spans, sessions and keys belong to projects; what is in one cannot be seen from another."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={making.isPending}>
            Create project
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit} noValidate>
        <TextField
          ref={first}
          label="Name"
          placeholder="checkout"
          value={name}
          maxLength={100}
          error={fault}
          onChange={(event) => {
            setName(event.target.value);
            setFault(undefined);
          }}
        />
        {workspaces.length > 1 ? (
          <div className={styles.group}>
            <span className={styles.legend}>Workspace</span>
            <Select
              label="Workspace"
              className={styles.stretched ?? ''}
              value={workspaceId}
              options={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setWorkspaceId}
            />
          </div>
        ) : null}
        {making.error ? (
          <p className={styles.problem} role="alert">
            {sentence(asApiError(making.error).message)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}
