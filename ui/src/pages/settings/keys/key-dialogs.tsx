import type { KeyActions } from './actions';
import { CreateDialog } from './create-dialog';
import { RevokeDialog } from './revoke-dialog';
import { RotateDialog } from './rotate-dialog';
import { SecretDialog } from './secret-dialog';

/** Whatever is asked of keys just now. */
export function KeyDialogs({ projectId, actions }: { projectId: string; actions: KeyActions }) {
  const { dialog, close, issued } = actions;
  switch (dialog?.kind) {
    case 'create':
      return <CreateDialog projectId={projectId} onClose={close} onIssued={(made) => issued(made, false)} />;
    case 'rotate':
      return <RotateDialog of={dialog.key} onClose={close} onIssued={(made) => issued(made, true)} />;
    case 'revoke':
      return (
        <RevokeDialog
          of={dialog.key}
          onClose={close}
          onRevoked={() => {
            close();
            actions.changed();
          }}
        />
      );
    case 'secret':
      return <SecretDialog issued={dialog.issued} rotated={dialog.rotated} onClose={close} />;
    default:
      return null;
  }
}
