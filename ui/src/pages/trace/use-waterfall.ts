import { useEffectEvent, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useChangeAddress, useFollowed, useTraceAddress } from './address';
import type { LoadedTrace } from './load/loaded';
import { findSpan, spanIdAt } from './model/columns';
import { step } from './model/search';
import { TraceView } from './model/view';
import { type Find, useFind } from './use-find';
import { useZoom, type Zoom } from './use-zoom';

export interface Waterfall {
  view: TraceView;
  /** Another number after each change of the view. */
  version: number;
  zoom: Zoom;
  find: Find;
  /** The span whose panel is open; it may be one that is not in the trace. */
  spanId: string | undefined;
  /** Where it is, or -1. */
  openSpan: number;
  open: (span: number) => void;
  openById: (spanId: string) => void;
  close: () => void;
  goTo: (span: number) => void;
  /** To be told after the active span was changed: an open panel follows it. */
  moved: () => void;
  nextError: (forward: boolean) => void;
  setErrorsOnly: (only: boolean) => void;
  /** Spans that came while the page was open and have not been looked at. */
  grown: number;
  seeGrown: () => void;
}

/** The state of the waterfall, kept with its address: the open span, the search, the zoom, and whether errors alone are shown. */
export function useWaterfall(trace: LoadedTrace): Waterfall {
  const address = useTraceAddress();
  const change = useChangeAddress();
  const [view] = useState(() => new TraceView(trace));
  const version = useSyncExternalStore(view.subscribe, view.version);
  const growth = useGrowth(view, trace);
  const [spanId, followSpan] = useFollowed(address.span, (span) => change({ span }));
  const { columns, failed } = view.laid;
  const openSpan = spanId === undefined ? -1 : findSpan(columns, spanId);

  useLayoutEffect(() => view.showErrorsOnly(address.errors === true), [view, address.errors]);
  const showOpen = useEffectEvent(() => {
    if (openSpan >= 0 && openSpan !== view.active) goTo(openSpan);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: an open span is gone to when it becomes another one.
  useLayoutEffect(() => showOpen(), [spanId]);

  const moved = () => {
    if (spanId !== undefined && view.active >= 0) followSpan(spanIdAt(view.laid.columns, view.active));
  };
  const goTo = (span: number) => {
    view.goTo(span);
    if (address.errors && !view.rows.errorsOnly) change({ errors: undefined });
  };
  const goToAndFollow = (span: number) => {
    goTo(span);
    moved();
  };
  const find = useFind(view, goToAndFollow);
  const openById = (id: string) => {
    if (id !== spanId) change({ span: id }, 'push');
  };
  return {
    view,
    version,
    zoom: useZoom(view),
    find,
    spanId,
    openSpan,
    open: (span) => openById(spanIdAt(columns, span)),
    openById,
    close: () => change({ span: undefined, tab: undefined }),
    goTo: goToAndFollow,
    moved,
    nextError: (forward) => {
      const at = step(failed, view.active, forward);
      if (at >= 0) goToAndFollow(failed[at] as number);
    },
    setErrorsOnly: (only) => change({ errors: only || undefined }),
    ...growth,
    seeGrown: () => {
      const span = growth.take();
      if (span >= 0) goToAndFollow(span);
    },
  };
}

interface Growth {
  grown: number;
  /** The first of the spans that came, or -1; from then on they are known. */
  take: () => number;
}

/** Gives newer answers to the view, and counts what they added. */
function useGrowth(view: TraceView, trace: LoadedTrace): Growth {
  const [came, setCame] = useState<{ count: number; firstId: string | null }>({ count: 0, firstId: null });
  useLayoutEffect(() => {
    const { count, firstId } = view.grow(trace);
    if (count > 0) setCame((before) => ({ count: before.count + count, firstId: before.firstId ?? firstId }));
  }, [view, trace]);
  return useMemo(
    () => ({
      grown: came.count,
      take: () => {
        setCame({ count: 0, firstId: null });
        return came.firstId === null ? -1 : findSpan(view.laid.columns, came.firstId);
      },
    }),
    [view, came],
  );
}
