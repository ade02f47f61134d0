import type { Table } from '@tanstack/react-table';
import type { Trace } from '@/api/traces';
import { useNarrow } from '@/lib/use-media';
import { HeaderRow } from './header';
import { SkeletonRows } from './skeleton';
import styles from './table.module.css';
import { gridOf } from './trace-table';

const COUNT = 24;

/** The list before its rows are there: its columns, and rows of the same height. */
export function LoadingRows({ table }: { table: Table<Trace> }) {
  const narrow = useNarrow();
  return (
    <>
      {narrow ? null : (
        <div className={styles.table} style={gridOf(table)} aria-hidden="true">
          <HeaderRow table={table} />
        </div>
      )}
      <SkeletonRows count={COUNT} label="Loading traces" />
    </>
  );
}
