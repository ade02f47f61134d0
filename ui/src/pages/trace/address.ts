/** What the address of a trace says beyond which trace it is, and how it is changed. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Stretch } from './model/axis';

const ROUTE = '/signed-in/projects/$projectId/traces/$traceId';

export interface TraceAddress {
  span?: string;
  tab?: string;
  q?: string;
  errors?: boolean;
  zoom?: string;
}

export function useTraceAddress(): TraceAddress {
  return useSearch({ from: ROUTE });
}

/** Changes what is given; undefined takes it out. Only opening something is a step that one can go back. */
export function useChangeAddress(): (change: Changes, step?: 'push' | 'replace') => void {
  const navigate = useNavigate({ from: '/projects/$projectId/traces/$traceId' });
  return useCallback(
    (change, step = 'replace') => {
      void navigate({
        search: (old) => defined({ ...old, ...change }),
        replace: step === 'replace',
        resetScroll: false,
      });
    },
    [navigate],
  );
}

function defined(changes: Changes): TraceAddress {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

type Changes = { [K in keyof TraceAddress]: TraceAddress[K] | undefined };

const LATER_MS = 200;

/**
 * A value that the address follows a moment later, as browsers take only so many changes of it, and each costs a
 * render. An address that changes by itself, as when one goes back, is followed at once.
 */
export function useFollowed(
  inAddress: string | undefined,
  write: (value: string | undefined) => void,
): [string | undefined, (value: string | undefined) => void] {
  const [value, setValue] = useState(inAddress);
  const written = useRef(inAddress);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });
  useEffect(() => {
    if (inAddress === written.current) return;
    written.current = inAddress;
    setValue(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (value === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = value;
      latest.current(value);
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return [value, setValue];
}

/** `120000-450000`, in nanoseconds since the trace's start; null for what is no stretch. */
export function readStretch(text: string | undefined): Stretch | null {
  const found = /^(-?\d{1,18})-(-?\d{1,18})$/.exec(text ?? '');
  if (found === null) return null;
  const [from, to] = [Number(found[1]), Number(found[2])];
  return from < to ? { from, to } : null;
}

export function writeStretch(stretch: Stretch): string {
  return `${Math.floor(stretch.from)}-${Math.ceil(stretch.to)}`;
}
