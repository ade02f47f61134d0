import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton, Kbd, TextField, useShortcuts } from '@/design';
import styles from './filter-bar.module.css';

const PAUSE_MS = 350;

interface SearchFieldProps {
  text: string;
  onText: (text: string) => void;
}

/** Free text. It is looked for when the typing pauses, or at once on Enter. */
export function SearchField({ text, onText }: SearchFieldProps) {
  const [typed, setTyped] = useState(text);
  const [focused, setFocused] = useState(false);
  const sent = useRef(text);
  const field = useRef<HTMLInputElement>(null);
  const send = useRef(onText);
  useEffect(() => {
    send.current = onText;
  });
  // The address may be changed by someone else: a step back, or all filters taken away.
  useEffect(() => {
    if (text === sent.current) return;
    sent.current = text;
    setTyped(text);
  }, [text]);
  const commit = (value: string) => {
    const next = value.trim();
    if (next === sent.current) return;
    sent.current = next;
    send.current(next);
  };
  useEffect(() => {
    if (typed.trim() === sent.current) return undefined;
    const timer = setTimeout(() => {
      const next = typed.trim();
      sent.current = next;
      send.current(next);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useShortcuts([
    { keys: '/', label: 'Search for words', group: 'Filters', run: () => field.current?.select() },
  ]);
  const clear = () => {
    setTyped('');
    commit('');
    field.current?.focus();
  };
  return (
    <search className={styles.search}>
      <TextField
        ref={field}
        label="Words in names, attributes and messages"
        labelHidden
        placeholder="Search words"
        maxLength={1000}
        icon={<Search aria-hidden="true" />}
        end={
          typed ? (
            <IconButton label="Clear the words" icon={<X />} className={styles.clear} onClick={clear} />
          ) : focused ? null : (
            <Kbd>/</Kbd>
          )
        }
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(typed);
          if (event.key === 'Escape') {
            event.preventDefault();
            if (typed) clear();
            else field.current?.blur();
          }
        }}
      />
      {focused && typed === '' ? (
        <p className={styles.explained}>
          Finds traces in which every word occurs, in the names, attributes or messages of their spans. Upper
          and lower case are alike.
        </p>
      ) : null}
    </search>
  );
}
