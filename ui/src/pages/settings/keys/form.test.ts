import { describe, expect, it } from 'vitest';
import { faultsOf, type KeyForm, toggled, wantedKey } from './form';

const NOW = new Date(2027, 2, 25, 12).getTime();
const FORM: KeyForm = {
  name: ' checkout ',
  environment: 'live',
  reach: 'project:proj_a',
  preset: 'write',
  scopes: ['traces:read'],
  expiry: '90',
  date: '',
};

describe('a new key', () => {
  it('is sent as the API takes it', () => {
    expect(wantedKey(FORM, null)).toEqual({
      name: 'checkout',
      environment: 'live',
      scopeClass: 'project',
      projectId: 'proj_a',
      preset: 'write',
      expiresInDays: 90,
    });
  });

  it('names scopes with the custom preset alone', () => {
    const wanted = wantedKey({ ...FORM, preset: 'custom', expiry: 'never' }, null);
    expect(wanted).toMatchObject({ preset: 'custom', scopes: ['traces:read'] });
    expect(wanted).not.toHaveProperty('expiresInDays');
  });

  it('lacks nothing', () => {
    expect(faultsOf(FORM, null, NOW)).toEqual({});
  });

  it('is told what it lacks', () => {
    const faults = faultsOf(
      { ...FORM, name: '  ', preset: 'custom', scopes: [], expiry: 'custom' },
      null,
      NOW,
    );
    expect(Object.keys(faults)).toEqual(['name', 'scopes', 'date']);
    expect(faultsOf({ ...FORM, name: 'x'.repeat(101) }, null, NOW).name).toContain('100');
  });

  it('gains and loses scopes', () => {
    expect(toggled(['traces:read'], 'keys:read', true)).toEqual(['traces:read', 'keys:read']);
    expect(toggled(['traces:read'], 'traces:read', true)).toEqual(['traces:read']);
    expect(toggled(['traces:read'], 'traces:read', false)).toEqual([]);
  });
});
