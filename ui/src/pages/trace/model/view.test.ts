import { describe, expect, it, vi } from 'vitest';
import { actOn } from '../waterfall/grid-keys';
import { findSpan, spanIdAt } from './columns';
import { idOf, span, spansOf, traceOf } from './fixtures';
import { TraceView } from './view';

/** 0 ┬ 1 ┬ 2
 *    │   └ 3
 *    └ 4 ─ 5        */
const PARENTS = [null, 0, 1, 1, 0, 4];

function viewOf(parents: readonly (number | null)[] = PARENTS): TraceView {
  return new TraceView(traceOf(spansOf(parents)));
}

function press(view: TraceView, ...keys: string[]): (string | null)[] {
  const held = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
  return keys.map((key) => actOn({ key, ...held }, view, 4));
}

describe('the view of a trace', () => {
  it('moves over rows, not beyond the ends', () => {
    const view = viewOf();
    press(view, 'ArrowUp');
    expect(view.active).toBe(0);
    press(view, 'ArrowDown', 'ArrowDown');
    expect(view.active).toBe(2);
    press(view, 'End', 'ArrowDown');
    expect(view.active).toBe(5);
    press(view, 'PageUp');
    expect(view.active).toBe(2);
    press(view, 'Home');
    expect(view.active).toBe(0);
  });

  it('opens, closes, and goes in and out with the arrows', () => {
    const view = viewOf();
    press(view, 'ArrowLeft');
    expect(view.rows.count).toBe(1);
    press(view, 'ArrowRight');
    expect(view.rows.count).toBe(6);
    press(view, 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(view.active).toBe(2);
    press(view, 'ArrowLeft');
    expect(view.active).toBe(1);
    press(view, ' ');
    expect(view.rows.isFolded(1)).toBe(true);
  });

  it('leaves keys alone that mean nothing in a grid, or are held with others', () => {
    const view = viewOf();
    expect(press(view, 'Enter', 'x', 'Tab')).toEqual(['open', null, null]);
    const held = { key: 'ArrowDown', altKey: false, ctrlKey: true, metaKey: false, shiftKey: false };
    expect(actOn(held, view, 4)).toBeNull();
    expect(view.active).toBe(0);
  });

  it('makes what was folded over the active span the active one', () => {
    const view = viewOf();
    view.activate(3);
    view.fold(1, true);
    expect(view.active).toBe(1);
    view.toDepth(0);
    expect(view.active).toBe(0);
  });

  it('opens all above a span that it goes to, and asks to be scrolled there', () => {
    const view = viewOf();
    view.toDepth(0);
    view.scroll = null;
    view.goTo(5);
    expect(view.rows.of(5)).toBe(3);
    expect(view.scroll).toEqual({ row: 3, to: 'near' });
    view.goTo(99);
    expect(view.active).toBe(5);
  });

  it('tells who listens of each change, and of another range', () => {
    const view = viewOf();
    const heard = vi.fn();
    const ranged = vi.fn();
    view.subscribe(heard);
    view.subscribeRange(ranged);
    const before = view.version();
    view.move(1);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(view.version()).not.toBe(before);
    view.setRange(0, 3);
    view.setRange(0, 3);
    expect(ranged).toHaveBeenCalledTimes(1);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('keeps what is folded, active and in sight when the trace grows', () => {
    const view = new TraceView(traceOf(spansOf([null, 0, 1, 0, 3])));
    view.fold(findSpan(view.laid.columns, idOf(1)), true);
    view.activate(findSpan(view.laid.columns, idOf(4)));
    view.setRange(2, 3);
    view.scroll = null;
    const grown = traceOf([...spansOf([null, 0, 1, 0, 3]), span(5, 0, { startOffsetNano: 1 }), span(6, 1)]);
    expect(view.grow(grown)).toEqual({ count: 2, firstId: idOf(5) });
    const { columns } = view.laid;
    expect(spanIdAt(columns, view.active)).toBe(idOf(4));
    expect(view.rows.isFolded(findSpan(columns, idOf(1)))).toBe(true);
    expect(view.scroll).toEqual({ row: view.rows.of(findSpan(columns, idOf(3))), to: 'top' });
    expect(view.grow(grown)).toEqual({ count: 0, firstId: null });
  });

  it('stays at the top when the trace grows while the top is in sight', () => {
    const view = viewOf();
    view.grow(traceOf(spansOf([...PARENTS, 0])));
    expect(view.scroll).toBeNull();
  });

  it('has a colour for each service, the last one for those beyond eight', () => {
    const spans = Array.from({ length: 12 }, (_, number) =>
      span(number, number ? 0 : null, { serviceName: `service ${number}` }),
    );
    const { series } = new TraceView(traceOf(spans)).laid;
    const colours = [...series.values()];
    expect(series.size).toBe(12);
    expect(new Set(colours.slice(0, 7)).size).toBe(7);
    expect(colours.slice(7)).toEqual([8, 8, 8, 8, 8]);
  });

  it('holds a trace without spans', () => {
    const view = new TraceView(traceOf([]));
    press(view, 'ArrowDown', 'ArrowRight', 'ArrowLeft', ' ', 'End');
    expect(view.active).toBe(-1);
  });
});
