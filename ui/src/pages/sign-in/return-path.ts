/** Where to go after signing in: only to a path of this explorer, never to another host. */
export function safeReturn(path: string | undefined): string {
  if (!path?.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  try {
    const url = new URL(path, here);
    const known = url.pathname === '/' || url.pathname.startsWith('/projects');
    return url.origin === here && known ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}
