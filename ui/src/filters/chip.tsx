import { X } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Popover } from '@/design';
import type { Filters, ListSearch } from './fields';
import styles from './filter-bar.module.css';
import { Editor } from './menu/editor';
import menu from './menu/menu.module.css';
import { spellChip, type Chip as Words } from './sentence';

interface ChipProps {
  projectId: string;
  search: ListSearch;
  filters: Filters;
  chip: Words;
  onChange: (filters: Filters, how: 'push' | 'replace') => void;
  onRemove: () => void;
}

const SHOWN = 3;

/** A filter in words. Its words open what it is made of; the cross takes it away. */
export function Chip({ projectId, search, filters, chip, onChange, onRemove }: ChipProps) {
  const [open, setOpen] = useState(false);
  const [touched, setTouched] = useState(false);
  const spelled = spellChip(chip);
  const more = chip.values.length - SHOWN;
  const change = (next: Filters, done: boolean) => {
    onChange(next, touched ? 'replace' : 'push');
    setTouched(true);
    if (done) setOpen(false);
  };
  return (
    <li className={styles.chip}>
      <Popover
        label={spelled}
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          setTouched(false);
        }}
        trigger={
          <button type="button" className={styles.words} title={spelled}>
            <span>{chip.words} </span>
            {chip.values.slice(0, SHOWN).map((value, index) => (
              <Fragment key={value}>
                {index > 0 ? <span> or </span> : null}
                <strong>{value}</strong>
              </Fragment>
            ))}
            {more > 0 ? <span> or {more} more</span> : null}
          </button>
        }
      >
        <div className={menu.menu}>
          <Editor
            projectId={projectId}
            search={search}
            filters={filters}
            field={chip.field}
            index={chip.index}
            onChange={change}
          />
        </div>
      </Popover>
      <button type="button" className={styles.remove} aria-label={`Remove: ${spelled}`} onClick={onRemove}>
        <X aria-hidden="true" />
      </button>
    </li>
  );
}
