import type { Column, Table } from '@tanstack/react-table';
import { Columns3, Minus, Plus } from 'lucide-react';
import type { Trace } from '@/api/traces';
import { Button, Checkbox, IconButton, Popover } from '@/design';
import styles from './columns-menu.module.css';

const STEP = 24;

interface ColumnsMenuProps {
  table: Table<Trace>;
  changed: boolean;
  onReset: () => void;
}

/** Which columns are shown, and how wide, for who does not drag their edges. */
export function ColumnsMenu({ table, changed, onReset }: ColumnsMenuProps) {
  return (
    <Popover label="Columns" align="end" trigger={<IconButton label="Columns" icon={<Columns3 />} />}>
      <div className={styles.menu}>
        <ul aria-label="Columns">
          {table.getAllLeafColumns().map((column) => (
            <ColumnLine key={column.id} column={column} table={table} />
          ))}
        </ul>
        <Button kind="quiet" disabled={!changed} onClick={onReset}>
          As at first
        </Button>
      </div>
    </Popover>
  );
}

function ColumnLine({ column, table }: { column: Column<Trace>; table: Table<Trace> }) {
  const { meta, minSize = 40 } = column.columnDef;
  const name = meta?.label ?? column.id;
  const widen = (by: number) =>
    table.setColumnSizing((old) => ({ ...old, [column.id]: Math.max(minSize, column.getSize() + by) }));
  const shown = column.getIsVisible();
  return (
    <li className={styles.line}>
      <Checkbox
        label={name}
        checked={shown}
        disabled={!column.getCanHide()}
        onChange={(checked) => column.toggleVisibility(checked)}
      />
      <span className={styles.widths}>
        <IconButton
          label={`${name}: narrower`}
          icon={<Minus />}
          disabled={!shown || column.getSize() <= minSize}
          onClick={() => widen(-STEP)}
        />
        <IconButton label={`${name}: wider`} icon={<Plus />} disabled={!shown} onClick={() => widen(STEP)} />
      </span>
    </li>
  );
}
