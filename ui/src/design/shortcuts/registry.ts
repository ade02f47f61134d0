/** The keys that are listened to just now. The newest registration of a key wins, so that a dialog can take it over. */

export interface Shortcut {
  /** As `/`, `?`, `j`, `Enter`, `Escape`, `ArrowLeft`; two in a row as `g t`; with the platform's command key as `mod+k`. */
  keys: string;
  /** What it does, for the help. */
  label: string;
  /** Under which heading the help lists it. */
  group?: string;
  run: (event: KeyboardEvent) => void;
  /** Also while a text field has the focus. */
  inFields?: boolean;
}

const SEQUENCE_MS = 1000;
const TYPING =
  'input:not([type=checkbox],[type=radio],[type=button],[type=range]),textarea,select,[contenteditable=true]';
/** What Enter and Space do on these is the browser's business. */
const ACTING = 'a[href],button,summary,[role=option],[role=menuitem],[role=tab],[role=checkbox]';

export class ShortcutRegistry {
  private readonly entries: Shortcut[] = [];
  private readonly listeners = new Set<() => void>();
  private snapshot: readonly Shortcut[] = [];
  private pending: { key: string; at: number } | null = null;

  /** Returns what takes it back. */
  add(shortcut: Shortcut): () => void {
    this.entries.push(shortcut);
    this.changed();
    return () => {
      const index = this.entries.indexOf(shortcut);
      if (index >= 0) this.entries.splice(index, 1);
      this.changed();
    };
  }

  list = (): readonly Shortcut[] => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Gives the event to the newest shortcut that it fits; returns whether there was one. */
  handle = (event: KeyboardEvent): boolean => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return false;
    const target = event.target instanceof Element ? event.target : null;
    const typing = target?.matches(TYPING) ?? false;
    const key = nameOf(event);
    if ((key === 'Enter' || key === ' ') && target?.matches(ACTING)) return false;
    const before = this.pending;
    this.pending = null;
    const pair = before && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : null;
    const found = (pair && this.find(pair, typing)) || this.find(key, typing);
    if (!found) {
      if (!typing && this.entries.some((entry) => entry.keys.startsWith(`${key} `))) {
        this.pending = { key, at: event.timeStamp };
      }
      return false;
    }
    event.preventDefault();
    found.run(event);
    return true;
  };

  private find(keys: string, typing: boolean): Shortcut | undefined {
    return this.entries.findLast((entry) => entry.keys === keys && (!typing || entry.inFields));
  }

  private changed(): void {
    this.snapshot = [...this.entries];
    for (const listener of this.listeners) listener();
  }
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const named = event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
  return event.metaKey || event.ctrlKey ? `mod+${named}` : named;
}
