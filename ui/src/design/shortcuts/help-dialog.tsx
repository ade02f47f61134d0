import { useState } from 'react';
import { Dialog } from '../components/dialog';
import { Keys } from '../components/kbd';
import styles from './help-dialog.module.css';
import type { Shortcut } from './registry';
import { useShortcutList, useShortcuts } from './use-shortcuts';

/** The list of keys that work on this page, on `?`. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  useShortcuts([{ keys: '?', label: 'Show the keys', group: 'Everywhere', run: () => setOpen(true) }]);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys" initialFocus="text">
      <ShortcutTable />
    </Dialog>
  );
}

function ShortcutTable() {
  const groups = byGroup(useShortcutList());
  return (
    <div className={styles.groups}>
      {[...groups].map(([name, list]) => (
        <section key={name}>
          <h3 className={styles.heading}>{name}</h3>
          <dl className={styles.list}>
            {list.map((item) => (
              <div key={item.keys} className={styles.item}>
                <dt>{item.label}</dt>
                <dd>
                  <Keys keys={item.keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** This page's groups first, each key once. */
function byGroup(list: readonly Shortcut[]): Map<string, Shortcut[]> {
  const groups = new Map<string, Map<string, Shortcut>>();
  for (const item of list) {
    const name = item.group ?? 'This page';
    const group = groups.get(name) ?? new Map<string, Shortcut>();
    group.set(item.keys, item);
    groups.set(name, group);
  }
  const sorted = [...groups].sort(([a], [b]) => Number(a === 'Everywhere') - Number(b === 'Everywhere'));
  return new Map(sorted.map(([name, group]) => [name, [...group.values()]]));
}
