import { useQuery } from '@tanstack/react-query';
import { Terminal } from 'lucide-react';
import { useMemo, useState } from 'react';
import { endpointsQuery } from '@/api/endpoints';
import { CodeView } from '@/conversation/code-view';
import { Button, CopyButton, copyText, Dialog, IconButton, toast } from '@/design';
import { commandOf, formatOf } from './curl/command';
import styles from './curl-button.module.css';
import type { Span } from './span';

interface CurlButtonProps {
  span: Span;
  /** Of the span above: the gateway's own says the route. */
  parentName: string | null;
}

/** Copies the call as a command, and shows what was copied, and what of it is not as it was. */
export function CurlButton({ span, parentName }: CurlButtonProps) {
  const [open, setOpen] = useState(false);
  const { data: endpoints } = useQuery(endpointsQuery);
  const gateway = endpoints?.gateway;
  const format = useMemo(() => formatOf(span, parentName), [span, parentName]);
  const command = useMemo(
    () => (open && format && gateway ? commandOf(span, format, gateway) : null),
    [open, format, gateway, span],
  );
  if (!format || !gateway) return null;
  const copy = async () => {
    setOpen(true);
    try {
      await copyText(commandOf(span, format, gateway).text);
      toast('Copied as curl', 'ok');
    } catch {
      // The command is there to be copied by hand.
    }
  };
  return (
    <>
      <IconButton label="Copy as curl" icon={<Terminal />} onClick={() => void copy()} />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="This call as curl"
        description="It asks the gateway again, with what was recorded of the call. Set the keys first."
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Close</Button>
            <CopyButton text={command?.text ?? ''} label="Copy command">
              Copy command
            </CopyButton>
          </>
        }
      >
        {command ? (
          <div className={styles.command}>
            {command.notes.length > 0 ? (
              <ul className={styles.notes} aria-label="What is not as it was">
                {command.notes.map((note) => (
                  <li key={note}>{note.slice(0, 300)}</li>
                ))}
              </ul>
            ) : null}
            <CodeView code={command.text} language="bash" />
          </div>
        ) : null}
      </Dialog>
    </>
  );
}
