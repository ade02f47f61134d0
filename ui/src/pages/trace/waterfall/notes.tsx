import { Info } from 'lucide-react';
import { formatCount, formatMany } from '@/lib/format';
import type { LoadedTrace } from '../load/loaded';
import styles from './notes.module.css';

/** What is odd about the trace, and how it is shown then. */
export function Notes({ trace }: { trace: LoadedTrace }) {
  const notes = notesOn(trace);
  if (notes.length === 0) return null;
  return (
    <div className={styles.notes} role="note">
      <Info aria-hidden="true" />
      <p>{notes.join(' ')}</p>
    </div>
  );
}

export function notesOn({ facts, summary, columns }: LoadedTrace): string[] {
  const notes: string[] = [];
  const whole = facts.roots - facts.orphans - facts.cycles;
  if (summary.spanCount > columns.count) {
    notes.push(
      `The earliest ${formatCount(columns.count)} of ${formatCount(summary.spanCount)} spans are shown.`,
    );
  }
  const { orphans, cycles, early } = facts;
  if (orphans > 0) {
    const named = orphans === 1 ? 'names a parent that has' : 'name parents that have';
    notes.push(`${formatMany(orphans, 'span')} ${named} not come: shown without one.`);
  }
  if (cycles > 0) {
    const own =
      cycles === 1 ? 'is its own ancestor: shown as a root' : 'are their own ancestors: shown as roots';
    notes.push(`${formatMany(cycles, 'span')} ${own}.`);
  }
  if (whole > 1) notes.push(`The trace has ${formatCount(whole)} roots.`);
  if (early > 0) {
    const before = early === 1 ? 'starts before its parent' : 'start before their parents';
    notes.push(`${formatMany(early, 'span')} ${before}: clocks may differ.`);
  }
  return notes;
}
