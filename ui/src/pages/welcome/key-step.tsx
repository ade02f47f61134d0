import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { asApiError } from '@/api/errors';
import { useMay } from '@/api/session';
import { Button, CodeBlock, sentence, TextField } from '@/design';
import { keyExport } from '@/snippets';
import { makeFirstKey, NEEDED, readKey } from './key';
import styles from './welcome.module.css';

/** The key that the lines look for: made here, where that is allowed, or pasted. It is kept by nobody but this page. */
export function KeyStep({ projectId }: { projectId: string }) {
  const [pasted, setPasted] = useState('');
  const made = useMutation({ mutationFn: () => makeFirstKey(projectId) });
  const may = [useMay(NEEDED[0]), useMay(NEEDED[1]), useMay(NEEDED[2])].every(Boolean);
  const read = readKey(pasted);
  const secret = made.data ?? read ?? undefined;
  return (
    <>
      {made.data ? (
        <p className={styles.about}>
          The key is filled in below. It is shown this once and lasts 90 days: keep it where you keep secrets.
        </p>
      ) : (
        <div className={styles.key}>
          {may ? (
            <Button kind="primary" icon={<KeyRound />} busy={made.isPending} onClick={() => made.mutate()}>
              Create a key
            </Button>
          ) : null}
          <TextField
            label={may ? 'Or paste one' : 'Paste a key with the scopes of the preset Write'}
            placeholder="to11_live_…"
            type="password"
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
            error={pasted.trim() !== '' && read === null ? 'This is no to11 key' : undefined}
            className={styles.paste}
          />
        </div>
      )}
      {made.error ? (
        <p className={styles.wrong} role="alert">
          {sentence(asApiError(made.error).message)}
        </p>
      ) : null}
      <CodeBlock code={`${keyExport(secret)}\nexport OPENAI_API_KEY=sk-...`} label="keys" />
      <p className={styles.about}>
        Your provider's own key is passed on by the gateway and not kept. Spans of your own need none.
      </p>
    </>
  );
}
