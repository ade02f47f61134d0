/** The one-use code of the link that the server prints: `/sign-in#code=…`. */

let taken: string | null | undefined;

/**
 * Takes the code out of the address bar, so that it is in no history entry and no shared address; null when there is
 * none. It is taken once: React may ask twice.
 */
export function takeCode(): string | null {
  if (window.location.hash) taken = undefined;
  if (taken !== undefined) return taken;
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
  taken = code;
  if (code !== null) {
    const { pathname, search } = window.location;
    window.history.replaceState(window.history.state, '', pathname + search);
  }
  return code;
}
