import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, RotateCw, Trash2 } from 'lucide-react';
import { type Key, keyQuery } from '@/api/keys';
import { useMay, useSession } from '@/api/session';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { buttonClass, ErrorState, PageBody, PageHeader, useNow } from '@/design';
import { WaitingRows } from '@/list/waiting-rows';
import { type KeyActions, useKeyActions } from '../keys/actions';
import { State } from '../keys/key-cells';
import { KeyDialogs } from '../keys/key-dialogs';
import { isLive } from '../keys/state';
import { ActionButton, Needs } from '../parts/needs';
import { Refusals } from '../parts/refusals';
import { Section } from '../parts/section';
import { Details } from './details';
import { Log, Usage } from './log';

/** One key: what it may do, what it is used for, what was done to it. */
export function Page() {
  const { id: projectId } = useProject();
  const { keyId } = useParams({ from: '/signed-in/projects/$projectId/settings/keys/$keyId' });
  const own = useSession().actor.keyId === keyId;
  const mayRead = useMay('keys:read') || own;
  return mayRead ? (
    <Loaded projectId={projectId} keyId={keyId} />
  ) : (
    <>
      <PageHeader title="API key" />
      <Needs scope="keys:read" what="A key's page">
        {null}
      </Needs>
    </>
  );
}

function Loaded({ projectId, keyId }: { projectId: string; keyId: string }) {
  const query = useQuery(keyQuery(keyId));
  const actions = useKeyActions();
  const name = query.data?.name ?? 'API key';
  useTitle(name, useProject().name);
  return (
    <>
      <PageHeader
        title={name}
        aside={query.data ? <State of={query.data} /> : null}
        actions={query.data ? <Actions of={query.data} actions={actions} /> : null}
      />
      <Refusals of={['keys:rotate', 'keys:revoke']} />
      {query.isPending ? <WaitingRows label="Loading the key" height={34} count={8} /> : null}
      {query.isLoadingError ? (
        <ErrorState
          error={query.error}
          what="The key"
          retry={() => void query.refetch()}
          actions={
            <Link to="/projects/$projectId/settings/keys" params={{ projectId }} className={buttonClass()}>
              <ArrowLeft />
              All keys
            </Link>
          }
        />
      ) : null}
      {query.data ? <Body of={query.data} projectId={projectId} /> : null}
      <KeyDialogs projectId={projectId} actions={actions} />
    </>
  );
}

function Actions({ of, actions }: { of: Key; actions: KeyActions }) {
  if (!isLive(of, useNow())) return null;
  return (
    <>
      <ActionButton icon={<RotateCw />} refused={actions.refusedRotate} onClick={() => actions.rotate(of)}>
        Rotate
      </ActionButton>
      <ActionButton
        kind="danger"
        icon={<Trash2 />}
        refused={actions.refusedRevoke}
        onClick={() => actions.revoke(of)}
      >
        Revoke
      </ActionButton>
    </>
  );
}

function Body({ of, projectId }: { of: Key; projectId: string }) {
  return (
    <PageBody>
      <Section title="Details">
        <Details of={of} projectId={projectId} />
      </Section>
      <Section title="Usage" about="Counted from the audit log, which writes uses down within minutes.">
        <Needs small scope="audit:read" what="What a key is used for">
          <Usage keyId={of.id} />
        </Needs>
      </Section>
      <Section title="Audit log" about="What was done to this key, and tries with it that were turned away.">
        <Needs small scope="audit:read" what="The audit log of a key">
          <Log keyId={of.id} projectId={projectId} />
        </Needs>
      </Section>
    </PageBody>
  );
}
