import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Button, Popover, useShortcuts } from '@/design';
import type { FilterField, Filters, ListSearch } from '../fields';
import { Editor } from './editor';
import styles from './menu.module.css';
import { OptionList } from './option-list';
import { suggestionsFor } from './suggestions';
import { useFacets } from './values';

interface AddFilterProps {
  projectId: string;
  search: ListSearch;
  filters: Filters;
  onChange: (filters: Filters, how: 'push' | 'replace') => void;
}

/** One menu for every filter: a field and then its values, or what is typed, found among all of them. */
export function AddFilter({ projectId, search, filters, onChange }: AddFilterProps) {
  const [open, setOpen] = useState(false);
  useShortcuts([{ keys: 'f', label: 'Add a filter', group: 'Filters', run: () => setOpen(true) }]);
  return (
    <Popover
      label="Add a filter"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="quiet" icon={<ListFilter />}>
          Filter
        </Button>
      }
    >
      <div className={styles.menu}>
        <Menu
          projectId={projectId}
          search={search}
          filters={filters}
          onChange={onChange}
          close={() => setOpen(false)}
        />
      </div>
    </Popover>
  );
}

function Menu({ projectId, search, filters, onChange, close }: AddFilterProps & { close: () => void }) {
  const [text, setText] = useState('');
  const [field, setField] = useState<FilterField | null>(null);
  const [touched, setTouched] = useState(false);
  const facets = useFacets(projectId, search);
  const change = (next: Filters, done: boolean) => {
    // Several values chosen one after the other are one step of the history.
    onChange(next, touched ? 'replace' : 'push');
    setTouched(true);
    if (done) close();
  };
  if (field !== null) {
    return (
      <Editor
        projectId={projectId}
        search={search}
        filters={filters}
        field={field}
        onChange={change}
        onBack={() => setField(null)}
      />
    );
  }
  const suggestions = suggestionsFor(text, filters, facets.data);
  return (
    <OptionList
      label="Search fields and values"
      text={text}
      onText={setText}
      choices={suggestions}
      onPick={(id) => {
        const picked = suggestions.find((suggestion) => suggestion.id === id);
        if (!picked) return;
        if (typeof picked.leadsTo === 'string') setField(picked.leadsTo);
        else change(picked.leadsTo, true);
      }}
      none="Nothing fits."
    />
  );
}
