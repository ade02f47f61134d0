import { lazyRouteComponent } from '@tanstack/react-router';

/** A page's file is gone from the server: a newer build was deployed while this one is open. */
export class NewBuildError extends Error {
  override readonly name = 'NewBuildError';
}

/** A page that is loaded when it is first wanted. Its module exports it as `Page`. */
export function lazyPage(load: () => Promise<{ Page: () => React.ReactNode }>) {
  return lazyRouteComponent(
    () =>
      load().catch((error: unknown) => {
        throw new NewBuildError('a newer version is there', { cause: error });
      }),
    'Page',
  );
}
