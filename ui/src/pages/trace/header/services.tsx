import { Button, Popover } from '@/design';
import { cx } from '@/lib/css';
import { formatCount } from '@/lib/format';
import type { SpanFacts } from '../model/columns';
import seriesStyles from '../series.module.css';
import styles from './header.module.css';

interface ServicesProps {
  services: SpanFacts['services'];
  series: ReadonlyMap<string, number>;
  onSearch: (text: string) => void;
}

const SHOWN = 6;

/** The services of the trace with their colours, as in the bars; pressing one searches for its spans. */
export function Services({ services, series, onSearch }: ServicesProps) {
  const item = ({ name, count }: SpanFacts['services'][number]) => (
    <li key={name}>
      <button
        type="button"
        className={cx(styles.service, seriesStyles[`s${series.get(name)}`])}
        title={`Search for the spans of ${name || 'no service'}`}
        onClick={() => onSearch(name)}
      >
        <span className={styles.swatch} aria-hidden="true" />
        <span className={styles.value}>{name || 'No service'}</span>
        <span className={styles.count}>{formatCount(count)}</span>
      </button>
    </li>
  );
  const rest = services.slice(SHOWN);
  return (
    <div className={styles.services}>
      <h2 className="visually-hidden">Services</h2>
      <ul className={styles.list}>{services.slice(0, SHOWN).map(item)}</ul>
      {rest.length > 0 ? (
        <Popover trigger={<Button kind="quiet">{`${rest.length} more`}</Button>} label="More services">
          <ul className={styles.column}>{rest.map(item)}</ul>
        </Popover>
      ) : null}
    </div>
  );
}
