import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Credential, sessionQuery, signIn } from '@/api/session';
import { useTitle } from '@/app/title';
import { Loading } from '@/design';
import { Mark } from '@/design/components/mark';
import { takeCode } from './code';
import { KeyForm } from './key-form';
import styles from './page.module.css';
import { safeReturn } from './return-path';

/** Signs in with the printed link's code, or asks for an API key; then leads to where one wanted to go. */
export function Page() {
  useTitle('Sign in');
  const search = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [code] = useState(takeCode);
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: safeReturn(search.return), replace: true });
    },
  });
  const enter = entering.mutate;
  useEffect(() => {
    if (code !== null) enter({ code });
  }, [code, enter]);
  const session = useQuery({ ...sessionQuery, enabled: code === null });
  const already = code === null && session.data != null && entering.isIdle;
  useEffect(() => {
    if (already) void navigate({ to: safeReturn(search.return), replace: true });
  }, [already, navigate, search.return]);

  const byLink = code !== null && entering.variables !== undefined && 'code' in entering.variables;
  const waiting = already || (code !== null && (entering.isIdle || (byLink && !entering.isError)));
  return (
    <main id="page" className={styles.page} tabIndex={-1}>
      <div className={styles.card}>
        <Mark size={36} />
        <h1 className={styles.title}>Sign in to to11</h1>
        {waiting ? (
          <Loading label="Signing in">
            <p className={styles.waiting}>Signing in …</p>
          </Loading>
        ) : (
          <KeyForm
            error={entering.error}
            byLink={byLink}
            busy={entering.isPending}
            onEnter={(credential: Credential) => enter(credential)}
          />
        )}
      </div>
    </main>
  );
}
