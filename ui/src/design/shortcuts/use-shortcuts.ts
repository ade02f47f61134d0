import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type Shortcut, ShortcutRegistry } from './registry';

export const shortcuts = new ShortcutRegistry();

/** Listens to these keys while the component is shown. The list may be made anew on each render. */
export function useShortcuts(list: readonly Shortcut[], enabled = true): void {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const shape = list
    .map((item) => `${item.keys}\n${item.label}\n${item.group ?? ''}\n${item.inFields ?? ''}`)
    .join('\n\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says when the list is another one.
  useEffect(() => {
    if (!enabled) return undefined;
    const takeBack = latest.current.map((item, index) =>
      shortcuts.add({ ...item, run: (event) => latest.current[index]?.run(event) }),
    );
    return () => {
      for (const undo of takeBack) undo();
    };
  }, [shape, enabled]);
}

/** For the root: hears every key of the page. */
export function useShortcutListener(): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      // An open dialog or menu has the keys to itself.
      if (document.querySelector('[role=dialog][data-open],[role=menu][data-open],[role=listbox][data-open]'))
        return;
      shortcuts.handle(event);
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, []);
}

export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(shortcuts.subscribe, shortcuts.list);
}
