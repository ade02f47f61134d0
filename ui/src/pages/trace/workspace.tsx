import { useMemo, useRef } from 'react';
import { Resizer, usePanelSize } from '@/design';
import { TraceHeader } from './header/header';
import type { LoadedTrace } from './load/loaded';
import { lookupOf } from './model/line';
import { SpanAside } from './span-aside';
import { useMedia } from './use-scheme';
import { useTraceKeys } from './use-trace-keys';
import { useWaterfall } from './use-waterfall';
import { NAME_MAX, NAME_MIN } from './waterfall/grid-head';
import { Minimap } from './waterfall/minimap';
import { Notes } from './waterfall/notes';
import { Toolbar } from './waterfall/toolbar';
import { TreeGrid } from './waterfall/tree-grid';
import styles from './workspace.module.css';

const SMALL = '(max-width: 760px)';
const PANEL = { name: 'trace.panel', initial: 460, min: 320, max: 1100 };
const NAMES = { name: 'trace.names', initial: 380, min: NAME_MIN, max: NAME_MAX };

/** One trace: its header, the waterfall, and beside it the panel of a span. */
export function TraceWorkspace({ projectId, trace }: { projectId: string; trace: LoadedTrace }) {
  const [panelWidth, setPanelWidth] = usePanelSize(PANEL);
  const [nameWidth, setNameWidth] = usePanelSize(NAMES);
  const grid = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const fall = useWaterfall(trace);
  const { view, zoom, find } = fall;
  const { laid } = view;
  const lookup = useMemo(() => lookupOf(laid.columns), [laid.columns]);
  const toGrid = () => grid.current?.focus({ preventScroll: true });
  const close = () => {
    fall.close();
    toGrid();
  };
  useTraceKeys(fall, { search, close, toGrid });
  // On a small screen the panel is over all of it: what is beneath is not for the keyboard either.
  const covered = useMedia(SMALL) && fall.spanId !== undefined;
  return (
    <div className={styles.workspace}>
      <TraceHeader
        projectId={projectId}
        trace={trace}
        covered={covered}
        series={laid.series}
        grown={fall.grown}
        onSeeGrown={fall.seeGrown}
        onNextError={() => fall.nextError(true)}
        onSearch={find.setQuery}
      />
      <div className={styles.split}>
        <section className={styles.main} aria-label="Waterfall" inert={covered}>
          <Toolbar
            query={find.query}
            onQuery={find.setQuery}
            found={find.found}
            onStep={find.step}
            onLeave={toGrid}
            search={search}
            failed={laid.failed.length}
            errorsOnly={view.rows.errorsOnly}
            onErrorsOnly={fall.setErrorsOnly}
            onNextError={() => fall.nextError(true)}
            maxDepth={laid.trace.facts.maxDepth}
            onDepth={(depth) => view.toDepth(depth)}
            zoomed={zoom.zoomed}
            onZoom={zoom.by}
          />
          <Notes trace={laid.trace} />
          <Minimap
            view={view}
            laid={laid}
            stretch={zoom.stretch}
            bounds={zoom.bounds}
            onStretch={zoom.set}
            onPress={fall.goTo}
          />
          <TreeGrid
            view={view}
            version={fall.version}
            stretch={zoom.stretch}
            bounds={zoom.bounds}
            matches={find.matches}
            openSpan={fall.openSpan}
            nameWidth={nameWidth}
            onNameWidth={setNameWidth}
            grid={grid}
            onOpen={fall.open}
            onMoved={fall.moved}
            onStretch={zoom.set}
          />
        </section>
        {fall.spanId === undefined ? null : (
          <>
            <Resizer
              label="Width of the span's panel"
              size={panelWidth}
              min={PANEL.min}
              max={PANEL.max}
              onResize={setPanelWidth}
              panel="after"
            />
            <SpanAside
              projectId={projectId}
              traceId={trace.traceId}
              spanId={fall.spanId}
              lookup={lookup}
              width={panelWidth}
              onSelect={fall.openById}
              onClose={close}
            />
          </>
        )}
      </div>
    </div>
  );
}
