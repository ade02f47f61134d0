import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useChangeAddress, useFollowed, useTraceAddress } from './address';
import { lowerBound, type Matches, search, step } from './model/search';
import type { TraceView } from './model/view';
import type { Found } from './waterfall/toolbar';

export interface Find {
  query: string;
  setQuery: (text: string) => void;
  matches: Matches | null;
  found: Found | null;
  /** To the next match, or the one before. */
  step: (forward: boolean) => void;
}

/** Search in the trace: as one types, the first match from the active span on is gone to. */
export function useFind(view: TraceView, goTo: (span: number) => void): Find {
  const address = useTraceAddress();
  const change = useChangeAddress();
  const [text, setText] = useFollowed(address.q, (q) => change({ q }));
  const query = text ?? '';
  const asked = useDeferredValue(query);
  const { columns } = view.laid;
  const matches = useMemo(() => search(columns, asked), [columns, asked]);
  const spans = matches?.spans;
  const showFirst = useEffectEvent(() => {
    if (!spans || spans.length === 0 || matches.marks[view.active] === 1) return;
    goTo(spans[lowerBound(spans, view.active) % spans.length] as number);
  });
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another search goes anywhere, not a trace that grew.
  useEffect(() => {
    // An address that names a span has said where to look.
    if (!isFirst.current || address.span === undefined) showFirst();
    isFirst.current = false;
  }, [asked]);
  return {
    query,
    setQuery: (next) => setText(next || undefined),
    matches,
    found: matches && {
      count: matches.spans.length,
      current: matches.marks[view.active] === 1 ? lowerBound(matches.spans, view.active) + 1 : 0,
    },
    step: (forward) => {
      const at = spans ? step(spans, view.active, forward) : -1;
      if (spans && at >= 0) goTo(spans[at] as number);
    },
  };
}
