/**
 * Every address of the explorer. A page is a module of its own under `pages/`, loaded when it is wanted; what its
 * address may say is validated here.
 */

import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { projectQuery } from '@/api/projects';
import { sessionQuery } from '@/api/session';
import { remember } from '@/lib/storage';
import { sessionSearch, sessionsSearch } from '@/pages/sessions/search';
import { auditSearch, connectSearch, ingestSearch, keysSearch } from '@/pages/settings/search';
import { traceSearch, tracesSearch } from '@/pages/traces/search';
import { lazyPage } from './lazy-page';
import { NotFoundAlone } from './not-found';
import { FrameError, ProjectError } from './page-error';
import { Root } from './root';
import { search, text } from './search';
import { Shell } from './shell/shell';

export interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: FrameError,
  notFoundComponent: NotFoundAlone,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: search({ return: text }),
  component: lazyPage(() => import('@/pages/sign-in/page')),
});

/** Everything but the sign-in page: leads there when nobody is signed in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (session === null)
      throw redirect({ to: '/sign-in', search: { return: location.href }, replace: true });
    return { session };
  },
  errorComponent: FrameError,
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyPage(() => import('@/pages/home/page')),
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true });
  },
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: '/projects/$projectId',
  loader: async ({ context, params }) => {
    await context.queries.ensureQueryData(projectQuery(params.projectId));
    remember('project', params.projectId);
  },
  errorComponent: ProjectError,
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/projects/$projectId/traces', params, replace: true });
  },
});

const traces = createRoute({
  getParentRoute: () => project,
  path: '/traces',
  validateSearch: tracesSearch,
  component: lazyPage(() => import('@/pages/traces/page')),
});

const trace = createRoute({
  getParentRoute: () => project,
  path: '/traces/$traceId',
  validateSearch: traceSearch,
  component: lazyPage(() => import('@/pages/trace/page')),
});

const sessions = createRoute({
  getParentRoute: () => project,
  path: '/sessions',
  validateSearch: sessionsSearch,
  component: lazyPage(() => import('@/pages/sessions/page')),
});

const session = createRoute({
  getParentRoute: () => project,
  path: '/sessions/$sessionId',
  validateSearch: sessionSearch,
  component: lazyPage(() => import('@/pages/session/page')),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  component: lazyPage(() => import('@/pages/settings/layout')),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/projects/$projectId/settings/connect', params, replace: true });
  },
});

const connect = createRoute({
  getParentRoute: () => settings,
  path: '/connect',
  validateSearch: connectSearch,
  component: lazyPage(() => import('@/pages/settings/connect/page')),
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  validateSearch: keysSearch,
  component: lazyPage(() => import('@/pages/settings/keys/page')),
});

const key = createRoute({
  getParentRoute: () => settings,
  path: '/keys/$keyId',
  component: lazyPage(() => import('@/pages/settings/key/page')),
});

const projectSettings = createRoute({
  getParentRoute: () => settings,
  path: '/projects',
  component: lazyPage(() => import('@/pages/settings/projects/page')),
});

const ingest = createRoute({
  getParentRoute: () => settings,
  path: '/ingest',
  validateSearch: ingestSearch,
  component: lazyPage(() => import('@/pages/settings/ingest/page')),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyPage(() => import('@/pages/settings/audit/page')),
});

export const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    home,
    projects,
    project.addChildren([
      projectHome,
      traces,
      trace,
      sessions,
      session,
      settings.addChildren([settingsHome, connect, keys, key, projectSettings, ingest, audit]),
    ]),
  ]),
]);
