import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { exportLimitQuery } from '@/api/overview';
import { buttonClass, IconButton, Popover } from '@/design';
import type { ListSearch } from '@/filters/fields';
import { queryString } from '@/filters/query';
import { formatCount } from '@/lib/format';
import styles from './export-menu.module.css';

interface ExportMenuProps {
  projectId: string;
  search: ListSearch;
}

const FORMATS = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const;

/** What the filters find, as a file. The browser downloads it, however long it is. */
export function ExportMenu({ projectId, search }: ExportMenuProps) {
  const [open, setOpen] = useState(false);
  const limit = useQuery({ ...exportLimitQuery(projectId), enabled: open });
  const path = `/v1/projects/${encodeURIComponent(projectId)}/traces/export`;
  return (
    <Popover
      label="Export"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={<IconButton label="Export" icon={<Download />} />}
    >
      <div className={styles.menu}>
        <p>The traces that the filters find, newest first. {limitText(limit.data)}</p>
        <div className={styles.formats}>
          {FORMATS.map(([format, name]) => (
            <a
              key={format}
              className={buttonClass('plain')}
              href={`${path}?${queryString(search)}&format=${format}`}
              download
              onClick={() => setOpen(false)}
            >
              {name}
            </a>
          ))}
        </div>
      </div>
    </Popover>
  );
}

function limitText(limit: number | undefined): string {
  return limit ? `At most ${formatCount(limit)}.` : '';
}
