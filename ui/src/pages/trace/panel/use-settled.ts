import { useEffect, useState } from 'react';

const SETTLED_MS = 80;

/** A value that has stopped changing: who runs through a list wants none of what lies on the way. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (Object.is(value, settled)) return undefined;
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
