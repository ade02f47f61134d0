export { formatDuration, formatSeconds, spellDuration } from './duration';
export {
  formatBytes,
  formatCompact,
  formatCost,
  formatCount,
  formatMany,
  formatShare,
  plural,
  UNKNOWN,
} from './numbers';
export {
  formatClock,
  formatDay,
  formatExact,
  formatMoment,
  formatRelative,
  formatUtc,
  toMillis,
} from './time';
