import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '@/api/audit';
import { ErrorState, RelativeTime } from '@/design';
import { formatCount } from '@/lib/format';
import { WaitingRows } from '@/list/waiting-rows';
import { AuditTable } from '../audit/audit-table';
import styles from './page.module.css';
import { USE_NAMES, usesOf } from './uses';

/** What the key was used for lately. */
export function Usage({ keyId }: { keyId: string }) {
  const query = useInfiniteQuery(auditQuery({ target: keyId, action: ['key.used', 'access.denied'] }));
  if (query.isPending) return <WaitingRows label="Loading the usage" height={34} count={3} />;
  if (query.isLoadingError) {
    return <ErrorState error={query.error} what="The usage" retry={() => void query.refetch()} small />;
  }
  const uses = usesOf(query.data);
  if (uses.length === 0) return <p className={styles.quiet}>It has not been used yet.</p>;
  return (
    <table className={styles.uses}>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col" className={styles.number}>
            {query.hasNextPage ? 'Lately' : 'Times'}
          </th>
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody>
        {uses.map(({ kind, count, last }) => (
          <tr key={kind}>
            <td>{USE_NAMES[kind] ?? kind}</td>
            <td className={styles.number}>{formatCount(count)}</td>
            <td>
              <RelativeTime at={last} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was done to the key, and who was turned away with it. */
export function Log({ keyId, projectId }: { keyId: string; projectId: string }) {
  const query = useInfiniteQuery(auditQuery({ target: keyId }));
  if (query.isPending) return <WaitingRows label="Loading the audit log" height={34} count={6} />;
  if (query.isLoadingError) {
    return <ErrorState error={query.error} what="The audit log" retry={() => void query.refetch()} small />;
  }
  if (query.data.length === 0) return <p className={styles.quiet}>Nothing is written down of it yet.</p>;
  return (
    <div className={styles.log}>
      <AuditTable label="What was done to the key" projectId={projectId} entries={query.data} query={query} />
    </div>
  );
}
