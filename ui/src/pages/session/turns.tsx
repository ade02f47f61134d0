import type { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, ArrowUpToLine, CircleX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Turn } from '@/api/sessions';
import { Button, Loading, toast, useShortcuts } from '@/design';
import { findAmong, type Loaded, nextError } from './find';
import styles from './page.module.css';
import { TurnView } from './turn';

interface TurnsProps {
  projectId: string;
  turns: readonly Turn[];
  query: Pick<
    ReturnType<typeof useInfiniteQuery<unknown, Error, Turn[]>>,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'
  >;
  /** Turns that failed, in the whole session. */
  errors: number;
}

const FROM = '/signed-in/projects/$projectId/sessions/$sessionId' as const;

/** All turns, one below the other; more come as they are scrolled to. */
export function Turns({ projectId, turns, query, errors }: TurnsProps) {
  const { trace } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/projects/$projectId/sessions/$sessionId' });
  const scroller = useRef<HTMLElement>(null);
  const [jumping, setJumping] = useState(false);
  const rows = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 320,
    getItemKey: (index) => turns[index]?.traceId ?? index,
    overscan: 3,
  });
  const current = trace === undefined ? -1 : turns.findIndex((turn) => turn.traceId === trace);
  const seen = rows.getVirtualItems();
  const near = (seen.at(-1)?.index ?? 0) >= turns.length - 3;
  const wanted = near && query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (wanted) void fetchNextPage();
  }, [wanted, fetchNextPage]);

  const jump = async (find: (loaded: Loaded<Turn>) => number, none: string) => {
    setJumping(true);
    let loaded: Loaded<Turn> = { turns, more: query.hasNextPage };
    const load = async () => {
      const { data, hasNextPage } = await fetchNextPage();
      loaded = { turns: data ?? loaded.turns, more: hasNextPage };
      return loaded;
    };
    const index = await findAmong(loaded, find, load);
    setJumping(false);
    const turn = loaded.turns[index];
    if (turn === undefined) toast(none);
    else void navigate({ search: { trace: turn.traceId }, replace: true, resetScroll: false });
  };
  const first = () => void jump(() => 0, 'There is no turn.');
  const last = () => void jump(({ turns, more }) => (more ? -1 : turns.length - 1), 'There is no turn.');
  const error = () => void jump(({ turns }) => nextError(turns, current), 'No further turn failed.');
  useShortcuts([
    { keys: 'j', label: 'Next turn', group: 'Session', run: () => step(1) },
    { keys: 'k', label: 'Previous turn', group: 'Session', run: () => step(-1) },
    { keys: 'e', label: 'Next turn that failed', group: 'Session', run: error },
    { keys: 'Enter', label: 'Open the trace of the turn', group: 'Session', run: openTrace },
  ]);
  function step(by: number) {
    const turn = turns[Math.max(0, Math.min(turns.length - 1, current + by))];
    if (turn) void navigate({ search: { trace: turn.traceId }, replace: true, resetScroll: false });
  }
  function openTrace() {
    if (trace !== undefined) {
      void navigate({ to: '/projects/$projectId/traces/$traceId', params: { projectId, traceId: trace } });
    }
  }

  // What the address names is scrolled to, once it has come.
  useEffect(() => {
    if (current >= 0) rows.scrollToIndex(current, { align: 'start' });
  }, [current, rows]);
  const missing = trace !== undefined && current < 0 && query.hasNextPage && !query.isFetchingNextPage;
  useEffect(() => {
    if (missing && !query.isFetchNextPageError) void fetchNextPage();
  }, [missing, query.isFetchNextPageError, fetchNextPage]);

  return (
    <>
      <div className={styles.jumps}>
        <Button kind="quiet" icon={<ArrowUpToLine />} onClick={first}>
          First turn
        </Button>
        <Button kind="quiet" icon={<ArrowDownToLine />} onClick={last} busy={jumping}>
          Last turn
        </Button>
        {errors > 0 ? (
          <Button kind="quiet" icon={<CircleX />} onClick={error}>
            Next error
          </Button>
        ) : null}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Conversation">
        <div className={styles.turns} style={{ height: rows.getTotalSize() }}>
          {seen.map((row) => {
            const turn = turns[row.index];
            return turn ? (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className={styles.slot}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <TurnView
                  projectId={projectId}
                  turn={turn}
                  number={row.index + 1}
                  current={row.index === current}
                />
              </div>
            ) : null;
          })}
        </div>
        <div className={styles.foot}>
          {query.isFetchNextPageError ? (
            <Button onClick={() => void fetchNextPage()}>
              The next turns could not be loaded. Try again
            </Button>
          ) : query.hasNextPage ? (
            <Loading label="Loading more turns">Loading more turns …</Loading>
          ) : (
            'The session ends here.'
          )}
        </div>
      </section>
    </>
  );
}
