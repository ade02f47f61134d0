import { describe, expect, it } from 'vitest';
import { MS, span, spansOf, traceOf } from '../model/fixtures';
import { notesOn } from './notes';

describe('notes on a trace', () => {
  it('are none where all is well', () => {
    expect(notesOn(traceOf(spansOf([null, 0, 1])))).toEqual([]);
  });

  it('tell of parents that have not come', () => {
    expect(notesOn(traceOf(spansOf([null, 77])))).toEqual([
      '1 span names a parent that has not come: shown without one.',
    ]);
    expect(notesOn(traceOf(spansOf([77, 78])))[0]).toMatch(/^2 spans name parents that have not come/);
  });

  it('tell of rings, of several roots and of clocks that differ', () => {
    expect(notesOn(traceOf(spansOf([0])))).toEqual(['1 span is its own ancestor: shown as a root.']);
    expect(notesOn(traceOf(spansOf([null, null])))).toEqual(['The trace has 2 roots.']);
    const early = [span(0, 1, { startOffsetNano: 0 }), span(1, null, { startOffsetNano: 9 * MS })];
    expect(notesOn(traceOf(early))).toEqual(['1 span starts before its parent: clocks may differ.']);
  });

  it('tell when the server left spans out', () => {
    const trace = traceOf(spansOf([null]));
    const cut = { ...trace, summary: { ...trace.summary, spanCount: 250_000 } };
    expect(notesOn(cut)).toEqual(['The earliest 1 of 250,000 spans are shown.']);
  });
});
