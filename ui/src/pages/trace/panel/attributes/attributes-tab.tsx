import { Link } from '@tanstack/react-router';
import { Filter, Search } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type Attribute, attributesOf, matching } from '../model/attributes';
import { filterBy } from '../model/filters';
import type { Span } from '../span';
import { AttributeList } from './attribute-list';
import row from './attribute-row.module.css';
import styles from './attributes-tab.module.css';

/** What the span, what sent it and what made it say about themselves. */
export function AttributesTab({ span, projectId }: { span: Span; projectId: string }) {
  const [search, setSearch] = useState('');
  const groups = useMemo(() => groupsOf(span), [span]);
  const found = groups.map((group) => ({ ...group, attributes: matching(group.all, search) }));
  const none = found.every((group) => group.attributes.length === 0);
  const filter = (attribute: Attribute) => (
    <FilterLink attribute={attribute} projectId={projectId} startTime={span.startTime} />
  );
  return (
    <>
      <div className={styles.search}>
        <Search aria-hidden="true" />
        <input
          type="search"
          value={search}
          placeholder="Search keys and values"
          aria-label="Search attributes"
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className={styles.scroll}>
        {found.map((group) =>
          group.attributes.length === 0 && (search !== '' || !group.always) ? null : (
            <Group key={group.title} title={group.title} note={group.note}>
              {group.attributes.length === 0 ? (
                <p className={styles.none}>The span says nothing more.</p>
              ) : (
                <AttributeList
                  attributes={group.attributes}
                  dropped={search === '' ? group.dropped : 0}
                  label={group.title}
                  {...(group.filtered ? { filter } : {})}
                />
              )}
            </Group>
          ),
        )}
        {none && search !== '' ? (
          <p className={styles.none}>No attribute has “{search.slice(0, 100)}”.</p>
        ) : null}
      </div>
    </>
  );
}

interface AttributeGroup {
  title: string;
  note: string | null;
  all: Attribute[];
  dropped: number;
  /** Also shown when it is empty. */
  always: boolean;
  /** Traces can be found by it. */
  filtered: boolean;
}

function groupsOf({ attributes, droppedAttributesCount, resource, scope }: Span): AttributeGroup[] {
  const library = [scope.name, scope.version].filter(Boolean).join(' ');
  return [
    {
      title: 'Span',
      note: null,
      all: attributesOf(attributes),
      dropped: droppedAttributesCount,
      always: true,
      filtered: true,
    },
    {
      title: 'Resource',
      note: resource.schemaUrl || null,
      all: attributesOf(resource.attributes),
      dropped: resource.droppedAttributesCount,
      always: false,
      filtered: true,
    },
    {
      title: 'Scope',
      note: library || null,
      all: attributesOf(scope.attributes),
      dropped: scope.droppedAttributesCount,
      always: library !== '',
      filtered: false,
    },
  ];
}

function Group({ title, note, children }: { title: string; note: string | null; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>
        {title}
        {note ? <span className={styles.note}>{note.slice(0, 300)}</span> : null}
      </h3>
      {children}
    </section>
  );
}

function FilterLink({
  attribute,
  projectId,
  startTime,
}: {
  attribute: Attribute;
  projectId: string;
  startTime: string;
}) {
  const search = filterBy(attribute, startTime, Date.now());
  if (!search) return null;
  const label = `Filter traces by ${attribute.key.slice(0, 100)}`;
  return (
    <Link
      to="/projects/$projectId/traces"
      params={{ projectId }}
      search={search}
      className={row.action}
      aria-label={label}
      title={label}
    >
      <Filter />
    </Link>
  );
}
