import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { endpointsQuery } from '@/api/endpoints';
import { useMay } from '@/api/session';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { CodeBlock, ErrorState, Loading, PageBody, PageHeader, Skeleton } from '@/design';
import { keyExport, type Way } from '@/snippets';
import { Snippets } from '@/snippets/snippets';
import { Copied, Fact, Facts } from '../parts/facts';
import { Section } from '../parts/section';

/** How an application sends to this project: lines to copy, filled in with its addresses. */
export function Page() {
  const project = useProject();
  useTitle('Connect', project.name);
  const endpoints = useQuery(endpointsQuery);
  return (
    <>
      <PageHeader title="Connect" />
      <PageBody narrow>
        <KeyLine projectId={project.id} />
        {endpoints.isPending ? <Waiting /> : null}
        {endpoints.isLoadingError ? (
          <ErrorState
            error={endpoints.error}
            what="The addresses"
            retry={() => void endpoints.refetch()}
            small
          />
        ) : null}
        {endpoints.data ? (
          <>
            <Lines addresses={{ ...endpoints.data, projectId: project.id }} />
            <Section title="Addresses">
              <Facts>
                <Fact name="Project">
                  <Copied text={project.id} label="project id" />
                </Fact>
                <Fact name="Gateway">
                  <Copied text={`${endpoints.data.gateway}/v1`} label="gateway address" />
                </Fact>
                <Fact name="OTLP/HTTP">
                  <Copied text={`${endpoints.data.otlpHttp}/v1/traces`} label="OTLP/HTTP address" />
                </Fact>
                <Fact name="OTLP/gRPC">
                  <Copied text={endpoints.data.otlpGrpc} label="OTLP/gRPC address" />
                </Fact>
                <Fact name="API">
                  <Copied text={endpoints.data.api} label="API address" />
                </Fact>
              </Facts>
            </Section>
          </>
        ) : null}
      </PageBody>
    </>
  );
}

function KeyLine({ projectId }: { projectId: string }) {
  const mayCreate = useMay('keys:create');
  return (
    <Section
      title="Your key"
      about={
        <>
          The lines below look for an API key in the environment. It needs the scopes of the preset Write.{' '}
          {mayCreate ? (
            <Link to="/projects/$projectId/settings/keys" params={{ projectId }}>
              Create a key
            </Link>
          ) : null}
        </>
      }
    >
      <CodeBlock code={keyExport()} label="key variable" />
    </Section>
  );
}

function Lines({ addresses }: { addresses: Parameters<typeof Snippets>[0]['addresses'] }) {
  const { way = 'python' } = useSearch({ from: '/signed-in/projects/$projectId/settings/connect' });
  const navigate = useNavigate({ from: '/projects/$projectId/settings/connect' });
  const choose = (next: Way) => void navigate({ search: { way: next }, replace: true });
  return (
    <Section
      title="Send"
      about="Calls through the gateway are recorded without any tracing code. Spans of your own come from any OpenTelemetry SDK; both meet in one trace."
    >
      <Snippets addresses={addresses} way={way} onWay={choose} />
    </Section>
  );
}

function Waiting() {
  return (
    <Loading label="Loading the addresses">
      <Skeleton height={36} />
      <Skeleton height={360} />
    </Loading>
  );
}
