import { describe, expect, it } from 'vitest';
import { refusal, rejection } from './reasons';

describe('reasons in words', () => {
  it('tells known ones', () => {
    expect(rejection('invalid_span_id').title).toBe('Bad span id');
    expect(refusal('PAYLOAD_TOO_LARGE').means).toContain('smaller batches');
  });

  it('shows a newer one as it is', () => {
    expect(rejection('constructor').title).toBe('constructor');
    expect(refusal('BRAND_NEW').title).toBe('BRAND_NEW');
  });
});
