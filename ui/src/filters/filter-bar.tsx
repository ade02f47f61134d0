import type { ReactNode } from 'react';
import { Button } from '@/design';
import { Chip } from './chip';
import { type Filters, filtersOf, type ListSearch, without } from './fields';
import styles from './filter-bar.module.css';
import { AddFilter } from './menu/add-filter';
import { SearchField } from './search-field';
import { chipsOf, spellChip, withoutChip } from './sentence';

interface FilterBarProps {
  projectId: string;
  search: ListSearch;
  onChange: (filters: Filters, how: 'push' | 'replace') => void;
  /** At the end: the time, and what else the page can do. */
  children?: ReactNode;
}

/** What the list is narrowed by, as a sentence: words, and a chip for each filter. */
export function FilterBar({ projectId, search, onChange, children }: FilterBarProps) {
  const filters = filtersOf(search);
  const chips = chipsOf(filters);
  const common = { projectId, search, filters, onChange };
  return (
    <div className={styles.bar}>
      <SearchField
        text={filters.q ?? ''}
        onText={(q) => onChange(q ? { ...filters, q } : without(filters, ['q']), 'replace')}
      />
      <AddFilter {...common} />
      {chips.length > 0 ? (
        <ul className={styles.chips} aria-label="Filters">
          {chips.map((chip) => (
            <Chip
              key={`${chip.field} ${chip.index ?? ''}`}
              {...common}
              chip={chip}
              onRemove={() => onChange(withoutChip(filters, chip), 'push')}
            />
          ))}
        </ul>
      ) : null}
      {chips.length + (filters.q ? 1 : 0) > 1 ? (
        <Button kind="quiet" onClick={() => onChange({}, 'push')}>
          Clear all
        </Button>
      ) : null}
      {children ? <div className={styles.end}>{children}</div> : null}
      <p className="visually-hidden" role="status">
        {chips.length > 0 ? `Filtered: ${chips.map(spellChip).join(', ')}` : ''}
      </p>
    </div>
  );
}
