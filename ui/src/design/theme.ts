/** Light, dark, or as the system wishes. `boot/theme.js` applies the same before the first paint. */

import { useSyncExternalStore } from 'react';
import { recall, remember } from '@/lib/storage';

export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const listeners = new Set<() => void>();

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function setTheme(theme: Theme): void {
  apply(theme);
  remember('theme', theme === 'system' ? null : theme);
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab chose.
  const heard = (event: StorageEvent) => {
    if (event.key !== 'to11.theme') return;
    const told = recall('theme');
    apply(told === 'light' || told === 'dark' ? told : 'system');
  };
  window.addEventListener('storage', heard);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', heard);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}
