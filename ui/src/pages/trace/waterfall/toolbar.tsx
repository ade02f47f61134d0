import {
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  ChevronUp,
  CircleX,
  ListTree,
  MoveHorizontal,
  Search,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { IconButton, Menu, MenuItem, TextField } from '@/design';
import { formatCount, formatMany } from '@/lib/format';
import styles from './toolbar.module.css';

export interface Found {
  /** From 1; 0 while the active span is none of them. */
  readonly current: number;
  readonly count: number;
}

interface ToolbarProps {
  query: string;
  onQuery: (text: string) => void;
  /** Null without a search. */
  found: Found | null;
  onStep: (forward: boolean) => void;
  onLeave: () => void;
  search: RefObject<HTMLInputElement | null>;
  failed: number;
  errorsOnly: boolean;
  onErrorsOnly: (only: boolean) => void;
  onNextError: () => void;
  maxDepth: number;
  onDepth: (depth: number) => void;
  zoomed: boolean;
  onZoom: (factor: number | null) => void;
}

/** Search, errors, how deep the tree is open, and how near the time axis is. */
export function Toolbar(props: ToolbarProps) {
  return (
    <div role="toolbar" aria-label="Waterfall" className={styles.toolbar}>
      <SearchField {...props} />
      {props.failed > 0 ? <Errors {...props} /> : null}
      <span className={styles.space} />
      <Depth maxDepth={props.maxDepth} onDepth={props.onDepth} />
      <div className={styles.zoom}>
        <IconButton label="Show less time" keys="+" icon={<ZoomIn />} onClick={() => props.onZoom(0.5)} />
        <IconButton
          label="Show more time"
          keys="-"
          icon={<ZoomOut />}
          disabled={!props.zoomed}
          onClick={() => props.onZoom(2)}
        />
        <IconButton
          label="Show the whole trace"
          keys="0"
          icon={<MoveHorizontal />}
          disabled={!props.zoomed}
          onClick={() => props.onZoom(null)}
        />
      </div>
    </div>
  );
}

function SearchField({ query, onQuery, found, onStep, onLeave, search }: ToolbarProps) {
  const counted = useId();
  const heard = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onStep(!event.shiftKey);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (query) onQuery('');
      else onLeave();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      onLeave();
    }
  };
  return (
    <div role="search" className={styles.search}>
      <TextField
        ref={search}
        type="text"
        label="Search in this trace"
        labelHidden
        placeholder="Search name, service, model, span id"
        icon={<Search aria-hidden="true" />}
        value={query}
        aria-describedby={counted}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={heard}
        end={
          <span id={counted} className={styles.found} role="status">
            {found ? wordsFor(found) : ''}
          </span>
        }
      />
      {found && found.count > 0 ? (
        <>
          <IconButton
            label="Previous match"
            keys="shift+n"
            icon={<ChevronUp />}
            onClick={() => onStep(false)}
          />
          <IconButton label="Next match" keys="n" icon={<ChevronDown />} onClick={() => onStep(true)} />
        </>
      ) : null}
    </div>
  );
}

function wordsFor({ current, count }: Found): string {
  if (count === 0) return 'None';
  return current > 0 ? `${formatCount(current)} of ${formatCount(count)}` : `${formatCount(count)} found`;
}

function Errors({ failed, errorsOnly, onErrorsOnly, onNextError }: ToolbarProps) {
  const text = formatMany(failed, 'error');
  return (
    <div className={styles.errors}>
      <button type="button" className={styles.next} title="Go to the next error (e)" onClick={onNextError}>
        <CircleX aria-hidden="true" />
        {text}
      </button>
      <button
        type="button"
        className={styles.only}
        aria-pressed={errorsOnly}
        onClick={() => onErrorsOnly(!errorsOnly)}
      >
        Errors only
      </button>
    </div>
  );
}

const DEPTHS = 6;

function Depth({ maxDepth, onDepth }: { maxDepth: number; onDepth: (depth: number) => void }) {
  if (maxDepth === 0) return null;
  const depths = Array.from({ length: Math.min(DEPTHS, maxDepth - 1) }, (_, index) => index + 1);
  return (
    <div className={styles.depth}>
      <IconButton label="Collapse all" icon={<ChevronsDownUp />} onClick={() => onDepth(0)} />
      <IconButton
        label="Expand all"
        icon={<ChevronsUpDown />}
        onClick={() => onDepth(Number.POSITIVE_INFINITY)}
      />
      {depths.length > 0 ? (
        <Menu align="end" trigger={<IconButton label="Expand to a depth" icon={<ListTree />} />}>
          {depths.map((depth) => (
            <MenuItem key={depth} onSelect={() => onDepth(depth)}>
              {`${depth + 1} levels`}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
    </div>
  );
}
