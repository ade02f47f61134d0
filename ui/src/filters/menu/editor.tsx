import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/design';
import {
  CHOICES,
  type ChoiceField,
  FIELD_LABELS,
  type FilterField,
  type Filters,
  isNameField,
  isRangeField,
  type ListSearch,
  without,
} from '../fields';
import { AttributeForm } from './attribute-form';
import styles from './menu.module.css';
import { OptionList } from './option-list';
import { RangeForm } from './range-form';
import { Values } from './values';

interface EditorProps {
  projectId: string;
  search: ListSearch;
  filters: Filters;
  field: FilterField;
  /** Which of several attributes; a new one without. */
  index?: number | undefined;
  /** `done` when nothing more is to be chosen. */
  onChange: (filters: Filters, done: boolean) => void;
  onBack?: () => void;
}

/** What one field is filtered by. */
export function Editor({ projectId, search, filters, field, index, onChange, onBack }: EditorProps) {
  return (
    <>
      {onBack ? (
        <div className={styles.top}>
          <IconButton label="Back to all filters" icon={<ArrowLeft />} onClick={onBack} />
          {FIELD_LABELS[field]}
        </div>
      ) : null}
      {isNameField(field) ? (
        <Values
          projectId={projectId}
          search={search}
          field={field}
          {...(onBack && { onBack })}
          onChange={(values) =>
            onChange(values.length > 0 ? { ...filters, [field]: values } : without(filters, [field]), false)
          }
        />
      ) : isRangeField(field) ? (
        <RangeForm field={field} filters={filters} onChange={(next) => onChange(next, true)} />
      ) : field === 'attribute' ? (
        <AttributeForm
          attribute={index === undefined ? '' : (filters.attribute?.[index] ?? '')}
          onChange={(attribute) => onChange(withAttribute(filters, attribute, index), true)}
        />
      ) : (
        <ChoiceList
          field={field}
          filters={filters}
          onChange={(next) => onChange(next, true)}
          {...(onBack && { onBack })}
        />
      )}
    </>
  );
}

interface ChoiceListProps {
  field: ChoiceField;
  filters: Filters;
  onChange: (filters: Filters) => void;
  onBack?: () => void;
}

function ChoiceList({ field, filters, onChange, onBack }: ChoiceListProps) {
  const [text, setText] = useState('');
  const options = CHOICES[field].filter((option) => option.label.toLowerCase().includes(text.toLowerCase()));
  return (
    <OptionList
      label={FIELD_LABELS[field]}
      text={text}
      onText={setText}
      choices={options.map(({ value, label }) => ({ id: value, label, checked: filters[field] === value }))}
      onPick={(value) => onChange({ ...filters, [field]: value })}
      {...(onBack && { onBack })}
      none="Nothing fits."
    />
  );
}

export function withAttribute(filters: Filters, attribute: string, index?: number): Filters {
  const list = filters.attribute ?? [];
  const next = index === undefined ? [...list, attribute] : list.with(index, attribute);
  return { ...filters, attribute: [...new Set(next)] };
}
