import { ChevronDown, Copy, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  Button,
  Combobox,
  Dialog,
  Drawer,
  Menu,
  MenuItem,
  MenuSeparator,
  MultiSelect,
  Popover,
  TextField,
  toast,
} from '..';
import { ThemeChoice } from '../components/theme-menu';
import styles from './gallery.module.css';

const MODELS = Array.from({ length: 40 }, (_, index) => ({
  value: `model-${index}`,
  label: `provider/model-with-a-name-${index}`,
  hint: String(index * 37),
}));

export function Floating() {
  const [open, setOpen] = useState<'dialog' | 'drawer' | null>(null);
  const [model, setModel] = useState<string | null>('model-3');
  const [models, setModels] = useState(['model-1', 'gone']);
  const down = <ChevronDown />;
  return (
    <section className={styles.group}>
      <h2>What floats</h2>
      <div className={styles.row}>
        <Combobox
          name={`Model: ${model}`}
          label="Search models"
          options={MODELS}
          value={model}
          onChange={setModel}
          trigger={<Button>{model}</Button>}
        />
        <MultiSelect
          name={`Models: ${models.length}`}
          label="Search all models"
          options={MODELS}
          values={models}
          onChange={setModels}
          trigger={<Button icon={down}>{models.length} models</Button>}
        />
        <Menu trigger={<Button icon={down}>Menu</Button>}>
          <MenuItem icon={<Copy />} keys="mod+c" onSelect={() => toast('Copied')}>
            Copy
          </MenuItem>
          <MenuItem
            icon={<Trash2 />}
            danger
            onSelect={() => toast('Not revoked', 'error', 'The key is in use.')}
          >
            Revoke
          </MenuItem>
          <MenuSeparator />
          <ThemeChoice />
        </Menu>
        <Popover label="More" trigger={<Button icon={down}>Popover</Button>}>
          Something more.
        </Popover>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('drawer')}>Drawer</Button>
        <Button onClick={() => toast('Saved')}>Toast</Button>
      </div>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={() => setOpen(null)}
        title="Revoke the key?"
        description="It stops working at once, and for good."
        actions={
          <>
            <Button onClick={() => setOpen(null)}>Cancel</Button>
            <Button kind="danger" onClick={() => setOpen(null)}>
              Revoke
            </Button>
          </>
        }
      >
        <TextField label="Its name" />
      </Dialog>
      <Drawer open={open === 'drawer'} onOpenChange={() => setOpen(null)} title="At the side">
        What belongs to one thing on the page.
      </Drawer>
    </section>
  );
}
