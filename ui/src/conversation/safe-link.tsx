import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './safe-link.module.css';
import { safeLink } from './urls';

interface SafeLinkProps {
  /** As a stranger wrote it. */
  address: unknown;
  /** What it says; without, its address. */
  children?: ReactNode;
  /** It is the address itself, which shows where it leads. */
  bare?: boolean;
}

/** A link out of a stranger's text: it says where it leads, and leads to no page of ours. What may not be one is text. */
export function SafeLink({ address, children, bare = false }: SafeLinkProps) {
  const link = safeLink(address);
  if (!link) return <span className={styles.dead}>{children ?? String(address)}</span>;
  return (
    <a
      className={styles.link}
      href={link.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={link.href}
    >
      {children ?? link.href}
      <span className={styles.where}>
        {bare || children === undefined ? '' : ` (${link.host})`}
        <ExternalLink role="img" aria-label="leads elsewhere" />
      </span>
    </a>
  );
}
