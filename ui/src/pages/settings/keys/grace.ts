/** How long the old secret of a rotated key lives on. */

import type { components } from '@/api/schema';

export type GraceSeconds = NonNullable<components['schemas']['RotateKey']['gracePeriodSeconds']>;

export const GRACES: readonly { seconds: GraceSeconds; label: string; means: string }[] = [
  { seconds: 0, label: 'None', means: 'The old secret stops working at once.' },
  { seconds: 3_600, label: '1 hour', means: 'Both secrets work for an hour.' },
  { seconds: 86_400, label: '24 hours', means: 'Both secrets work for a day.' },
  { seconds: 604_800, label: '7 days', means: 'Both secrets work for a week.' },
];
