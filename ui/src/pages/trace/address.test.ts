import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readStretch, useFollowed, writeStretch } from './address';

describe('the address of a trace', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('says which stretch of time is shown', () => {
    expect(readStretch('100-250')).toEqual({ from: 100, to: 250 });
    expect(readStretch('-100-250')).toEqual({ from: -100, to: 250 });
    expect(writeStretch({ from: 99.6, to: 250.2 })).toBe('99-251');
    for (const wrong of [undefined, '', '5', '9-5', 'a-b', '1-2-3', '1e3-2e3'])
      expect(readStretch(wrong)).toBeNull();
  });

  it('follows a value a moment later, once for many changes', () => {
    const write = vi.fn();
    const { result } = renderHook(({ told }) => useFollowed(told, write), {
      initialProps: { told: undefined as string | undefined },
    });
    act(() => result.current[1]('a'));
    act(() => result.current[1]('ab'));
    expect(result.current[0]).toBe('ab');
    expect(write).not.toHaveBeenCalled();
    act(() => vi.advanceTimersByTime(1000));
    expect(write.mock.calls).toEqual([['ab']]);
  });

  it('is followed when it changes by itself, and not when it says what was written', () => {
    const write = vi.fn();
    const { result, rerender } = renderHook(({ told }) => useFollowed(told, write), {
      initialProps: { told: 'a' as string | undefined },
    });
    rerender({ told: 'b' });
    expect(result.current[0]).toBe('b');
    act(() => result.current[1]('c'));
    act(() => vi.advanceTimersByTime(1000));
    act(() => result.current[1]('cd'));
    rerender({ told: 'c' });
    expect(result.current[0]).toBe('cd');
    rerender({ told: undefined });
    expect(result.current[0]).toBeUndefined();
  });
});
