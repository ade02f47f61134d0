import { CodeBlock, Tabs } from '@/design';
import { type Addresses, type Snippet, snippetsOf, WAY_NAMES, WAYS, type Way } from '.';
import styles from './snippets.module.css';

interface SnippetsProps {
  addresses: Addresses;
  way: Way;
  onWay: (way: Way) => void;
  /** Which ways are offered; all by default. */
  ways?: readonly Way[];
}

/** Tabs of lines to copy, for the addresses of one project. */
export function Snippets({ addresses, way, onWay, ways = WAYS }: SnippetsProps) {
  return (
    <Tabs
      label="Way to connect"
      value={way}
      onChange={onWay}
      tabs={ways.map((value) => ({
        value,
        label: WAY_NAMES[value],
        content: (
          <div className={styles.snippets}>
            {snippetsOf(value, addresses).map((snippet) => (
              <Lines key={snippet.id} snippet={snippet} />
            ))}
          </div>
        ),
      }))}
    />
  );
}

function Lines({ snippet }: { snippet: Snippet }) {
  return (
    <section className={styles.snippet} aria-label={snippet.title}>
      <h3 className={styles.title}>{snippet.title}</h3>
      {snippet.note ? <p className={styles.note}>{snippet.note}</p> : null}
      <CodeBlock code={snippet.code} label={snippet.id} />
    </section>
  );
}
