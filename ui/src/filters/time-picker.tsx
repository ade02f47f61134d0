import { CalendarClock, Check, ChevronDown } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button, Popover, TextField, useShortcuts } from '@/design';
import { cx } from '@/lib/css';
import { DEFAULT_WINDOW, type TimeRange } from './fields';
import {
  boundsOf,
  fromLocalInput,
  PRESETS,
  rangeOf,
  readWindow,
  spellRange,
  spellWindow,
  toLocalInput,
} from './time';
import styles from './time-picker.module.css';

interface TimePickerProps {
  range: TimeRange;
  onChange: (range: TimeRange) => void;
}

/** Which times are looked at: a window up to now, or from one moment to another. */
export function TimePicker({ range, onChange }: TimePickerProps) {
  const [open, setOpen] = useState(false);
  useShortcuts([{ keys: 't', label: 'Choose the time', group: 'Filters', run: () => setOpen(true) }]);
  const choose = (next: TimeRange) => {
    setOpen(false);
    onChange(next);
  };
  const text = spellRange(range);
  return (
    <Popover
      label="Time"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<CalendarClock />} aria-label={`Time: ${text}`} className={styles.trigger}>
          <span className={styles.text}>{text}</span>
          <ChevronDown />
        </Button>
      }
    >
      <div className={styles.panel}>
        <Presets range={range} onChoose={choose} />
        <Custom range={range} onChoose={choose} />
      </div>
    </Popover>
  );
}

interface PartProps {
  range: TimeRange;
  onChoose: (range: TimeRange) => void;
}

function Presets({ range, onChoose }: PartProps) {
  const current = range.from === undefined ? (range.window ?? DEFAULT_WINDOW) : null;
  const heading = useId();
  return (
    <div className={styles.presets}>
      <h2 className={styles.heading} id={heading}>
        Up to now
      </h2>
      <ul aria-labelledby={heading}>
        {PRESETS.map((preset) => (
          <li key={preset}>
            <button
              type="button"
              className={cx(styles.preset, preset === current && styles.current)}
              aria-current={preset === current || undefined}
              onClick={() => onChoose({ window: preset })}
            >
              {spellWindow(preset)}
              {preset === current ? <Check aria-hidden="true" /> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function Custom({ range, onChoose }: PartProps) {
  const [from, to] = boundsOf(range, Date.now());
  const [start, setStart] = useState(toLocalInput(from));
  const [end, setEnd] = useState(toLocalInput(to));
  const [window, setWindow] = useState('');
  const [told, setTold] = useState(false);
  const read = readWindow(window);
  const [first, last] = [fromLocalInput(start), fromLocalInput(end)];
  const crossed = first !== null && last !== null && first >= last;
  const submitWindow = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (read !== null) onChoose({ window: read });
  };
  const submitRange = (event: FormEvent) => {
    event.preventDefault();
    if (first !== null && last !== null && !crossed) onChoose(rangeOf(first, last));
  };
  return (
    <div className={styles.custom}>
      <form className={styles.form} onSubmit={submitWindow} noValidate>
        <TextField
          label="Another length"
          placeholder="45m, 3h, 2 weeks"
          value={window}
          onChange={(event) => setWindow(event.target.value)}
          error={told && read === null ? 'A number and s, m, h, d or w' : undefined}
        />
      </form>
      <form className={styles.form} onSubmit={submitRange} noValidate>
        <TextField
          label="From"
          type="datetime-local"
          step={1}
          value={start}
          onChange={(event) => setStart(event.target.value)}
        />
        <TextField
          label="To"
          type="datetime-local"
          step={1}
          value={end}
          onChange={(event) => setEnd(event.target.value)}
          error={crossed ? 'Not after its start' : undefined}
        />
        <div className={styles.foot}>
          <span className={styles.zone}>Your time: {ZONE}</span>
          <Button type="submit" kind="primary" disabled={first === null || last === null || crossed}>
            Apply
          </Button>
        </div>
      </form>
    </div>
  );
}
