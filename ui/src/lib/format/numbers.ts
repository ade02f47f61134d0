/** Numbers as people read them. Each takes null for what is not known, and shows it as `UNKNOWN`. */

export const UNKNOWN = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

type Maybe = number | null | undefined;

/** `12,345`. */
export function formatCount(value: Maybe): string {
  return value == null ? UNKNOWN : whole.format(value);
}

/** `1 span`, `12,345 spans`. */
export function formatMany(count: number, noun: string): string {
  return `${formatCount(count)} ${plural(count, noun)}`;
}

/** `span` or `spans`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** `12.3k`, `4.5M`, for where a column is narrow; below 10,000 all digits are shown. */
export function formatCompact(value: Maybe): string {
  if (value == null) return UNKNOWN;
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value).replace('K', 'k');
}

/** US dollars: cents, and below a dollar as many digits as matter. `$0.0123`, `$0.50`, `$1.24`, `$12,345`. */
export function formatCost(dollars: Maybe): string {
  if (dollars == null) return UNKNOWN;
  if (dollars === 0) return '$0';
  const size = Math.abs(dollars);
  if (size < 0.000001) return '<$0.000001';
  const digits = size >= 1000 ? 0 : size >= 1 ? 2 : Math.min(6, Math.ceil(-Math.log10(size)) + 2);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: Math.min(2, digits),
    maximumFractionDigits: digits,
  }).format(dollars);
}

/** `1.2 MB`: powers of 1000, as disks and bills count. */
export function formatBytes(bytes: Maybe): string {
  if (bytes == null) return UNKNOWN;
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** `12.3 %`; a share is 0 to 1. */
export function formatShare(share: Maybe): string {
  if (share == null || !Number.isFinite(share)) return UNKNOWN;
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent.toFixed(percent < 10 && percent !== 0 ? 1 : 0)} %`;
}
