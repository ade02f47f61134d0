import type { Key } from '@/api/keys';
import { AbsoluteTime, RelativeTime, useNow } from '@/design';
import { Subject } from '../audit/audit-table';
import { useNames } from '../audit/use-names';
import { reachOf } from '../keys/reach';
import { PRESET_NAMES, presetOf, SCOPE_WORDS } from '../keys/scopes';
import { keyState } from '../keys/state';
import { useTenancy } from '../keys/use-tenancy';
import { Copied, Fact, Facts } from '../parts/facts';
import styles from './page.module.css';

/** All that is known of a key. */
export function Details({ of, projectId }: { of: Key; projectId: string }) {
  const reach = reachOf(of, useTenancy());
  return (
    <Facts>
      <Fact name="Key id">
        <Copied text={of.id} label="key id" />
      </Fact>
      <Fact name="Secret">
        <code>{of.hint}</code>
      </Fact>
      <Fact name="Access">
        <div>
          {PRESET_NAMES[presetOf(of.scopes)]}
          <dl className={styles.scopes}>
            {of.scopes.map((scope) => (
              <div key={scope} className={styles.pair}>
                <dt>
                  <code>{scope}</code>
                </dt>
                <dd>{SCOPE_WORDS[scope]}</dd>
              </div>
            ))}
          </dl>
        </div>
      </Fact>
      <Fact name="Reach">
        {reach.name} <span className={styles.quiet}>{reach.kind}</span>
      </Fact>
      <Fact name="Environment">{of.environment === 'live' ? 'Live' : 'Test'}</Fact>
      <Fact name="Created">
        <AbsoluteTime at={of.createdAt} /> by{' '}
        <Subject id={of.createdBy} projectId={projectId} names={useNames()} />
      </Fact>
      <Fact name="Last used">{of.lastUsedAt === null ? 'Never' : <RelativeTime at={of.lastUsedAt} />}</Fact>
      <Ending of={of} />
    </Facts>
  );
}

function Ending({ of }: { of: Key }) {
  const state = keyState(of, useNow());
  return (
    <>
      <Fact name={state === 'expired' ? 'Expired' : 'Expires'}>
        {of.expiresAt === null ? (
          'Never'
        ) : (
          <>
            <AbsoluteTime at={of.expiresAt} />
            <span className={styles.quiet}>
              (<RelativeTime at={of.expiresAt} />)
            </span>
          </>
        )}
      </Fact>
      {of.revokedAt === null ? null : (
        <Fact name="Revoked">
          <AbsoluteTime at={of.revokedAt} />
        </Fact>
      )}
    </>
  );
}
