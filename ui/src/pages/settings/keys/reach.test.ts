import { describe, expect, it } from 'vitest';
import { reachOf, reachOptions, type Tenancy, targetOf } from './reach';

const createdAt = '2027-03-25T12:00:00Z';
const project = (id: string, name: string) => ({
  id,
  name,
  organizationId: 'org_1',
  workspaceId: 'ws_1',
  createdAt,
  capture: null,
  retentionDays: null,
});
const TENANCY: Tenancy = {
  projects: [project('proj_a', 'alpha'), project('proj_b', 'beta')],
  workspaces: [{ id: 'ws_1', name: 'shop', organizationId: 'org_1', createdAt }],
  organizations: [{ id: 'org_1', name: 'acme', createdAt }],
};

describe('what can be chosen', () => {
  it('begins with the open project', () => {
    expect(reachOptions(TENANCY, 'proj_b').map((option) => option.value)).toEqual([
      'project:proj_b',
      'project:proj_a',
      'workspace:ws_1',
      'organization:org_1',
    ]);
  });

  it('is the project alone for a key of a project', () => {
    const narrow = { projects: [project('proj_a', 'alpha')], workspaces: [], organizations: [] };
    expect(reachOptions(narrow, 'proj_a')).toEqual([
      { value: 'project:proj_a', label: 'alpha', hint: 'project' },
    ]);
  });

  it('is sent as its own kind of id alone', () => {
    expect(targetOf('project:proj_a')).toEqual({ scopeClass: 'project', projectId: 'proj_a' });
    expect(targetOf('workspace:ws_1')).toEqual({ scopeClass: 'workspace', workspaceId: 'ws_1' });
    expect(targetOf('organization:org_1')).toEqual({ scopeClass: 'organization', organizationId: 'org_1' });
  });
});

describe('what a key reaches', () => {
  const placed = { organizationId: 'org_1', workspaceId: 'ws_1', projectId: 'proj_b' };

  it('is told by name', () => {
    expect(reachOf({ ...placed, scopeClass: 'project' }, TENANCY).name).toBe('beta');
    expect(reachOf({ ...placed, scopeClass: 'workspace', projectId: null }, TENANCY).name).toBe('shop');
  });

  it('is told by id where the name is out of sight', () => {
    const hidden = reachOf({ ...placed, scopeClass: 'organization' }, { ...TENANCY, organizations: [] });
    expect(hidden).toEqual({ kind: 'organization', name: 'org_1', id: 'org_1' });
  });
});
