import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ShortcutRegistry } from './registry';

let registry: ShortcutRegistry;

function press(key: string, more: KeyboardEventInit & { on?: Element; at?: number } = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, 'target', { value: more.on ?? document.body });
  if (more.at !== undefined) Object.defineProperty(event, 'timeStamp', { value: more.at });
  registry.handle(event);
  return event;
}

function add(keys: string, more: { inFields?: boolean } = {}) {
  const run = vi.fn();
  return { run, remove: registry.add({ keys, label: keys, run, ...more }) };
}

beforeEach(() => {
  registry = new ShortcutRegistry();
});

describe('keys', () => {
  it('run what they are for, and nothing of the browser', () => {
    const { run } = add('j');
    expect(press('j').defaultPrevented).toBe(true);
    expect(press('k').defaultPrevented).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('belong to who asked last, and go back when that is gone', () => {
    const below = add('Escape');
    const above = add('Escape');
    press('Escape');
    above.remove();
    press('Escape');
    expect([below.run.mock.calls.length, above.run.mock.calls.length]).toEqual([1, 1]);
  });

  it('are text in a text field, but for those that ask for it', () => {
    const j = add('j');
    const leave = add('Escape', { inFields: true });
    const input = document.createElement('input');
    press('j', { on: input });
    press('Escape', { on: input });
    expect([j.run.mock.calls.length, leave.run.mock.calls.length]).toEqual([0, 1]);
  });

  it('leave Enter to links and buttons', () => {
    const { run } = add('Enter');
    const button = document.createElement('button');
    press('Enter', { on: button });
    expect(run).not.toHaveBeenCalled();
    press('Enter');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('are told apart by the command key and by shift, and never taken from Alt', () => {
    const plain = add('k');
    const mod = add('mod+k');
    const shift = add('shift+k');
    press('k', { ctrlKey: true });
    press('k', { metaKey: true });
    press('K', { shiftKey: true });
    press('k', { altKey: true });
    expect([plain, mod, shift].map(({ run }) => run.mock.calls.length)).toEqual([0, 2, 1]);
  });

  it('know ? although it needs shift', () => {
    const { run } = add('?');
    press('?', { shiftKey: true });
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('two keys in a row', () => {
  it('run when the second comes soon, and the second alone does not', () => {
    const pair = add('g t');
    const single = add('t');
    press('g', { at: 0 });
    press('t', { at: 500 });
    press('t', { at: 600 });
    expect([pair.run.mock.calls.length, single.run.mock.calls.length]).toEqual([1, 1]);
  });

  it('are forgotten after a second', () => {
    const { run } = add('g t');
    press('g', { at: 0 });
    press('t', { at: 1500 });
    expect(run).not.toHaveBeenCalled();
  });

  it('do not begin in a text field', () => {
    const { run } = add('g t');
    press('g', { at: 0, on: document.createElement('input') });
    press('t', { at: 100 });
    expect(run).not.toHaveBeenCalled();
  });
});

it('are listed for the help, anew for each change', () => {
  const heard = vi.fn();
  registry.subscribe(heard);
  const before = registry.list();
  const { remove } = add('j');
  expect(registry.list().map(({ keys }) => keys)).toEqual(['j']);
  remove();
  expect([registry.list(), before]).toEqual([[], []]);
  expect(heard).toHaveBeenCalledTimes(2);
});
