import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/design';
import { JsonTree } from '@/json/json-tree';
import type { ToolDefinition } from '../model/parameters';
import { Section } from './section';
import styles from './tools-section.module.css';

const MOST = 100;

/** Tools that the model could ask for; each unfolds to what it takes. */
export function ToolsSection({ tools }: { tools: ToolDefinition[] }) {
  return (
    <Section title={`Tools (${tools.length})`}>
      <ul>
        {tools.slice(0, MOST).map((tool, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two tools may have one name.
          <li key={index} className={styles.tool}>
            <Tool tool={tool} />
          </li>
        ))}
      </ul>
      {tools.length > MOST ? <p className={styles.none}>The JSON has all {tools.length}.</p> : null}
    </Section>
  );
}

function Tool({ tool }: { tool: ToolDefinition }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.summary} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden="true" className={styles.twist} data-open={open || undefined} />
        <code className={styles.name}>{tool.name.slice(0, 200)}</code>
        {tool.type && tool.type !== 'function' ? <Badge>{tool.type.slice(0, 60)}</Badge> : null}
        {tool.description && !open ? (
          <span className={styles.preview}>{tool.description.slice(0, 200)}</span>
        ) : null}
      </button>
      {open ? (
        <div className={styles.more}>
          {tool.description ? <p className={styles.description}>{tool.description}</p> : null}
          {tool.parameters === null ? (
            <p className={styles.none}>What it takes was not recorded.</p>
          ) : (
            <JsonTree value={tool.parameters} label="Schema" budget={40} />
          )}
        </div>
      ) : null}
    </>
  );
}
