import { describe, expect, it } from 'vitest';
import { firstKey, readKey } from './key';

describe('the key of the first trace', () => {
  it('writes to its project and nothing more', () => {
    expect(firstKey('proj_1')).toMatchObject({ scopeClass: 'project', projectId: 'proj_1', preset: 'write' });
  });

  it('is taken as it is pasted, and only a key is', () => {
    const key = `to11_live_${'a1B2'.repeat(11)}`;
    expect(readKey(` ${key}\n`)).toBe(key);
    for (const wrong of ['', 'sk-123', 'to11_live_', `${key}; rm -rf /`, `${key} x`, '$(id)']) {
      expect(readKey(wrong)).toBeNull();
    }
  });
});
