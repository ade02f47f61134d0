import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button, IconButton } from './button';
import { toast } from './toast';

interface CopyButtonProps {
  /** What is copied; a function is asked when it is pressed. */
  text: string | (() => string | Promise<string>);
  /** What it is called: `Copy trace id`. */
  label?: string;
  /** With a text beside the icon; else the icon alone. */
  children?: ReactNode;
}

export function CopyButton({ text, label = 'Copy', children }: CopyButtonProps) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    try {
      await copyText(typeof text === 'string' ? text : await text());
      setDone(true);
    } catch {
      toast('Not copied', 'error', 'The browser does not let this page write to the clipboard.');
    }
  };
  const icon = done ? <Check /> : <Copy />;
  return (
    <>
      {children ? (
        <Button icon={icon} onClick={copy}>
          {children}
        </Button>
      ) : (
        <IconButton label={done ? 'Copied' : label} icon={icon} onClick={copy} />
      )}
      <span className="visually-hidden" role="status">
        {done ? 'Copied' : ''}
      </span>
    </>
  );
}

/** Also where the page came over plain HTTP from another machine, and browsers offer no clipboard. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  // Inside an open dialog nothing outside of it can have the focus.
  (document.querySelector('[role=dialog]') ?? document.body).append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('not copied');
}
