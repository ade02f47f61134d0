import { useState } from 'react';
import { isObject, type Json } from '@/json/exact';
import { JsonTree } from '@/json/json-tree';
import { formatMany } from '@/lib/format';
import styles from './citations.module.css';
import { SafeLink } from './safe-link';
import { safeLink } from './urls';

const MOST = 50;

/** Where the model says that it has a text from: links where that is what they are, else what the provider says. */
export function Citations({ list }: { list: readonly Json[] }) {
  const [open, setOpen] = useState(false);
  if (list.length === 0) return null;
  const links = list.slice(0, MOST).map(linkOf);
  return (
    <div className={styles.citations}>
      <button type="button" className={styles.button} aria-expanded={open} onClick={() => setOpen(!open)}>
        {formatMany(list.length, 'citation')}
      </button>
      {!open ? null : links.every((link) => link !== null) ? (
        <ol className={styles.list}>
          {links.map((link, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: citations have nothing but their order.
            <li key={index}>
              <SafeLink address={link?.url}>{link?.title}</SafeLink>
            </li>
          ))}
        </ol>
      ) : (
        <JsonTree value={[...list]} label="Citations" />
      )}
    </div>
  );
}

/** OpenAI has it below `url_citation`, Anthropic beside the text that is cited. */
function linkOf(citation: Json): { url: string; title: string } | null {
  const told = isObject(citation) && isObject(citation.url_citation) ? citation.url_citation : citation;
  if (!isObject(told) || typeof told.url !== 'string' || !safeLink(told.url)) return null;
  return {
    url: told.url,
    title: typeof told.title === 'string' && told.title ? told.title.slice(0, 300) : told.url,
  };
}
