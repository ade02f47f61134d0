import { describe, expect, it } from 'vitest';
import { changesOf, daysOf, faultsOf, formOf, shortens } from './form';

const PROJECT = {
  id: 'proj_a',
  organizationId: 'org_a',
  workspaceId: 'ws_a',
  name: 'checkout',
  createdAt: '2027-03-25T12:00:00Z',
  capture: null,
  retentionDays: 30,
};

describe('a change', () => {
  it('is nothing when nothing was changed', () => {
    expect(changesOf(PROJECT, formOf(PROJECT))).toBeNull();
    expect(changesOf(PROJECT, { ...formOf(PROJECT), name: ' checkout ' })).toBeNull();
  });

  it('is no more than was changed', () => {
    const form = formOf(PROJECT);
    expect(changesOf(PROJECT, { ...form, name: 'cart' })).toEqual({ name: 'cart' });
    expect(changesOf(PROJECT, { ...form, capture: 'metadata' })).toEqual({ capture: 'metadata' });
    expect(changesOf(PROJECT, { ...form, ownRetention: false })).toEqual({ retentionDays: null });
    expect(changesOf({ ...PROJECT, capture: 'none' }, form)).toEqual({ capture: null });
  });
});

describe('days', () => {
  it.each([
    ['1', 1],
    [' 90 ', 90],
    ['18250', 18_250],
    ['18251', null],
    ['0', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['', null],
  ])('%j', (text, days) => {
    expect(daysOf(text)).toBe(days);
    const faults = faultsOf({ ...formOf(PROJECT), days: text });
    expect(faults.days === undefined).toBe(days !== null);
  });

  it('are not asked for where the default holds', () => {
    expect(faultsOf({ ...formOf(PROJECT), ownRetention: false, days: '' })).toEqual({});
  });

  it('fewer of them are told, when both are known', () => {
    expect(shortens(60, 30, 60)).toBe(true);
    expect(shortens(null, 30, 60)).toBe(true);
    expect(shortens(90, null, 60)).toBe(true);
    expect(shortens(30, 60, 60)).toBe(false);
    expect(shortens(null, 30, null)).toBe(false);
  });
});

it('a name is needed', () => {
  expect(faultsOf({ ...formOf(PROJECT), name: ' ' }).name).toBe('Give it a name.');
  expect(faultsOf({ ...formOf(PROJECT), name: 'x'.repeat(101) }).name).toContain('100');
});
