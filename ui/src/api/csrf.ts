/** The token that proves that a call comes from this page. Held in memory alone; the session's answer brings it. */

let token: string | null = null;

export function setCsrfToken(value: string | null): void {
  token = value;
}

export function csrfToken(): string | null {
  return token;
}
