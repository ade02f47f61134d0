import { Info, X } from 'lucide-react';
import { IconButton } from '@/design';
import { forgetDropped, useDropped } from '@/filters/dropped';
import styles from './dropped-note.module.css';

/** Says which parts of the address were not understood. */
export function DroppedNote() {
  const dropped = useDropped();
  if (dropped.length === 0) return null;
  return (
    <div className={styles.note} role="status">
      <Info aria-hidden="true" />
      <span>
        Left out of the address, as it says nothing that can be filtered by: {dropped.slice(0, 8).join(', ')}
      </span>
      <IconButton label="Dismiss" icon={<X />} onClick={forgetDropped} />
    </div>
  );
}
