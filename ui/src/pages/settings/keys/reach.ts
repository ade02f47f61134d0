/** How wide a key reaches: in words, and what its creator can choose from. */

import type { components } from '@/api/schema';

type Schemas = components['schemas'];
type ScopeClass = Schemas['ScopeClass'];

/** What the signed-in actor reaches, as the API lists it. */
export interface Tenancy {
  projects: readonly Schemas['Project'][];
  workspaces: readonly Schemas['Workspace'][];
  organizations: readonly Schemas['Organization'][];
}

export interface ReachOption {
  /** `project:proj_…`, for a list's value. */
  value: string;
  label: string;
  hint: string;
}

const KINDS: Record<ScopeClass, string> = {
  project: 'project',
  workspace: 'workspace',
  organization: 'organization',
};

/** All that a new key could reach: the open project, other projects by name, then workspaces and organizations. */
export function reachOptions(tenancy: Tenancy, projectId: string): ReachOption[] {
  const open = tenancy.projects.filter((project) => project.id === projectId);
  const others = tenancy.projects.filter((project) => project.id !== projectId);
  return [
    ...[...open, ...others].map((project) => option('project', project)),
    ...tenancy.workspaces.map((workspace) => option('workspace', workspace)),
    ...tenancy.organizations.map((organization) => option('organization', organization)),
  ];
}

function option(kind: ScopeClass, { id, name }: { id: string; name: string }): ReachOption {
  const label = kind === 'project' ? name : `All of ${name}`;
  return { value: `${kind}:${id}`, label, hint: KINDS[kind] };
}

type Target = Pick<Schemas['CreateKey'], 'scopeClass' | 'organizationId' | 'workspaceId' | 'projectId'>;

/** What is sent for a chosen reach. */
export function targetOf(value: string): Target {
  const [kind, id = ''] = value.split(':', 2);
  if (kind === 'organization') return { scopeClass: 'organization', organizationId: id };
  if (kind === 'workspace') return { scopeClass: 'workspace', workspaceId: id };
  return { scopeClass: 'project', projectId: id };
}

type Placed = Pick<Schemas['Key'], 'scopeClass' | 'organizationId' | 'workspaceId' | 'projectId'>;

/** What a key reaches: its kind and the name of that, or the id where the name is not in reach. */
export function reachOf(key: Placed, tenancy: Tenancy): { kind: string; name: string; id: string } {
  const id =
    { project: key.projectId, workspace: key.workspaceId, organization: key.organizationId }[
      key.scopeClass
    ] ?? '';
  const among = {
    project: tenancy.projects,
    workspace: tenancy.workspaces,
    organization: tenancy.organizations,
  }[key.scopeClass];
  return { kind: KINDS[key.scopeClass], name: among.find((one) => one.id === id)?.name ?? id, id };
}
