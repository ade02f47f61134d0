import { Plus, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, Checkbox, CopyButton, IconButton, Kbd, Keys, Select, Tabs, TextField } from '..';
import { setTheme, THEMES, useTheme } from '../theme';
import styles from './gallery.module.css';

const WINDOWS = [
  { value: '1h', label: 'Last hour' },
  { value: '8h', label: 'Last 8 hours' },
  { value: '60d', label: 'Last 60 days', hint: 'all' },
];

export function Controls() {
  const [checked, setChecked] = useState(true);
  const [window, setWindow] = useState('8h');
  const [tab, setTab] = useState('one');
  return (
    <section className={styles.group}>
      <h2>Controls</h2>
      <div className={styles.row}>
        <Button kind="primary">Primary</Button>
        <Button>Plain</Button>
        <Button kind="quiet">Quiet</Button>
        <Button kind="danger" icon={<Trash2 />}>
          Revoke
        </Button>
        <Button disabled>Disabled</Button>
        <Button kind="primary" busy>
          Saving
        </Button>
        <IconButton label="Add" icon={<Plus />} keys="mod+n" />
        <IconButton label="Search" icon={<Search />} pressed />
        <CopyButton text="copied" />
        <CopyButton text="copied">Copy all</CopyButton>
        <Kbd>Enter</Kbd>
        <Keys keys="g t" />
        <Keys keys="mod+k" />
      </div>
      <div className={styles.row}>
        <Select
          label="Theme"
          value={useTheme()}
          options={THEMES.map((value) => ({ value, label: value }))}
          onChange={setTheme}
        />
        <Select label="Window" value={window} options={WINDOWS} onChange={setWindow} />
        <TextField
          label="Search"
          labelHidden
          placeholder="Search names and messages"
          icon={<Search />}
          end={<Kbd>/</Kbd>}
        />
        <TextField label="Name" hint="1 to 100 characters." defaultValue="checkout" />
        <TextField label="Name" error="The name is taken." defaultValue="checkout" />
      </div>
      <div className={styles.row}>
        <Checkbox label="traces:read" hint="Sees every trace." checked={checked} onChange={setChecked} />
        <Checkbox label="Some" checked="some" onChange={() => undefined} />
        <Checkbox label="Off" checked={false} onChange={() => undefined} />
        <Checkbox label="Not yours" checked={false} disabled onChange={() => undefined} />
      </div>
      <Tabs
        label="Parts"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'one', label: 'Conversation', content: 'The first panel' },
          { value: 'two', label: 'Attributes', content: 'The second panel' },
        ]}
      />
    </section>
  );
}
