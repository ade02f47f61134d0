import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { type Ingest, ingestQuery } from '@/api/ingest';
import { useProject } from '@/app/project';
import { changed } from '@/app/search';
import { useTitle } from '@/app/title';
import { EmptyState, ErrorState, Loading, PageBody, PageHeader, Select, Skeleton } from '@/design';
import { toMillis } from '@/lib/format';
import { Section } from '../parts/section';
import { Chart } from './chart';
import { Figures } from './figures';
import { ReasonTable } from './reason-table';
import { refusal, rejection } from './reasons';
import { barsOf } from './series';
import { DEFAULT_WINDOW, WINDOW_NAMES, WINDOWS } from './windows';

const REFRESH_MS = 10_000;

/** What the collector took of this project's spans, what it did not, and why. */
export function Page() {
  const project = useProject();
  useTitle('Ingest health', project.name);
  const { window = DEFAULT_WINDOW } = useSearch({ from: '/signed-in/projects/$projectId/settings/ingest' });
  const navigate = useNavigate({ from: '/projects/$projectId/settings/ingest' });
  const query = useQuery({
    ...ingestQuery(project.id, window),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title="Ingest health"
        actions={
          <Select
            label="Time window"
            value={window}
            options={WINDOWS.map((value) => ({ value, label: `Last ${WINDOW_NAMES[value]}` }))}
            onChange={(next) =>
              void navigate({ search: (old) => changed(old, { window: next }), replace: true })
            }
          />
        }
      />
      <PageBody>
        {query.isPending ? <Waiting /> : null}
        {query.isLoadingError ? (
          <ErrorState error={query.error} what="The account" retry={() => void query.refetch()} />
        ) : null}
        {query.data ? <Account account={query.data} /> : null}
      </PageBody>
    </>
  );
}

function Account({ account }: { account: Ingest }) {
  const bars = barsOf(account);
  const end = toMillis(account.endTime);
  const nothing =
    account.accepted.requests === 0 && account.rejectedSpans === 0 && account.refusedRequests === 0;
  return (
    <>
      <Figures account={account} />
      {nothing ? (
        <EmptyState icon={<Inbox />} title="Nothing was sent in this time">
          <p>
            Requests are counted here a few seconds after they were answered. Those without a valid token are
            in no project's account: they are in the log of the server.
          </p>
        </EmptyState>
      ) : (
        <>
          <Section title="Over time">
            <Chart
              title="Spans"
              unit="span"
              bars={bars}
              kinds={['accepted', 'rejected']}
              height={140}
              end={end}
            />
            <Chart
              title="Refused requests"
              unit="request"
              bars={bars}
              kinds={['refused']}
              height={56}
              end={end}
            />
          </Section>
          <Section
            title="Rejected spans"
            about="The rest of their request was stored. Exporters are told so in OTLP's partial success, which few of them show."
          >
            <ReasonTable
              label="Rejected spans by reason"
              counted={['Spans', 'Requests']}
              none="None in this time."
              rows={account.rejected.map(({ reason, spans, requests, lastMessage, lastTime }) => ({
                code: reason,
                reason: rejection(reason),
                counts: [spans, requests],
                lastMessage,
                lastTime,
              }))}
            />
          </Section>
          <Section title="Refused requests" about="Nothing of them was stored.">
            <ReasonTable
              label="Refused requests by code"
              counted={['Requests']}
              none="None in this time."
              rows={account.refused.map(({ code, requests, lastMessage, lastTime }) => ({
                code,
                reason: refusal(code),
                counts: [requests],
                lastMessage,
                lastTime,
              }))}
            />
          </Section>
        </>
      )}
    </>
  );
}

function Waiting() {
  return (
    <Loading label="Loading the account">
      <Skeleton height={62} />
      <Skeleton height={180} />
    </Loading>
  );
}
