import { describe, expect, it } from 'vitest';
import { audioSource, imageAddress, imageSource, safeLink } from './urls';

describe('links', () => {
  it('lead to http, https and mail', () => {
    expect(safeLink('https://example.org/page?q=1#x')).toEqual({
      href: 'https://example.org/page?q=1#x',
      host: 'example.org',
    });
    expect(safeLink('HTTP://Example.org:8080')).toEqual({
      href: 'http://example.org:8080/',
      host: 'example.org:8080',
    });
    expect(safeLink('mailto:ada@example.com?body=x')).toEqual({
      href: 'mailto:ada@example.com',
      host: 'ada@example.com',
    });
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    'javascript&colon;alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'filesystem:https://example.org/1',
    'about:blank',
    'ftp://example.org/',
    'ws://example.org/',
    'view-source:https://example.org',
    'intent://example.org#Intent;end',
    '/v1/session',
    '//example.org/page',
    '#fragment',
    '?q=1',
    'settings/keys',
    '',
    'https://',
    'https://bank.example@evil.example/',
    'https://user:secret@example.org/',
    'mailto:',
    `https://example.org/${'x'.repeat(9_000)}`,
    undefined,
    7,
  ])('lead nowhere else: %s', (address) => {
    expect(safeLink(address)).toBeNull();
  });

  it('show a host that cannot be mistaken', () => {
    expect(safeLink('https://аpple.com/')?.host).toMatch(/^xn--/);
    expect(safeLink('https://example.org\\@evil.example/')?.host).toBe('example.org');
  });

  it('cannot break out of a mail', () => {
    expect(safeLink('mailto:a@b.c%0d%0abcc:x@y.z')?.href).not.toContain('\n');
  });
});

describe('images', () => {
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAA';

  it('are of types that are nothing but pixels', () => {
    expect(imageSource('image/png', PNG)).toBe(`data:image/png;base64,${PNG}`);
    expect(imageSource('IMAGE/JPG; charset=x', '/9j/4AAQ')).toBe('data:image/jpeg;base64,/9j/4AAQ');
    expect(imageSource(null, PNG)).toBe(`data:image/png;base64,${PNG}`);
    expect(imageSource(null, 'UklGRiQAAABXRUJQVlA4')).toMatch(/^data:image\/webp/);
    expect(imageSource('image/png', '-_-_')).toBe('data:image/png;base64,+/+/');
  });

  it.each([
    ['image/svg+xml', PNG],
    ['text/html', PNG],
    ['image/png,<script>', PNG],
    ['application/pdf', PNG],
    [null, 'PHN2ZyBvbmxvYWQ9Ii8+'],
    ['image/png', ''],
    ['image/png', '"><script>'],
    ['image/png', `${PNG},x`],
    ['image/png', `${PNG}#x`],
  ])('are nothing else: %s %s', (type, data) => {
    expect(imageSource(type, data)).toBeNull();
  });

  it('are taken out of data addresses, and from nowhere else', () => {
    expect(imageAddress(`data:image/png;base64,${PNG}`)).toBe(`data:image/png;base64,${PNG}`);
    expect(imageAddress(`DATA:image/png;charset=utf-8;BASE64,${PNG}`)).toBe(`data:image/png;base64,${PNG}`);
    for (const address of [
      'https://tracker.example.net/pixel.png',
      'data:image/svg+xml;base64,PHN2Zz4=',
      'data:image/svg+xml,<svg onload=alert(1)>',
      'data:image/png,notbase64',
      'data:text/html;base64,PHN2Zz4=',
      'blob:https://example.org/1',
      'data:',
    ]) {
      expect(imageAddress(address)).toBeNull();
    }
  });
});

describe('sound', () => {
  it('is of types that are nothing but sound', () => {
    expect(audioSource('audio/mp3', 'SUQzBAAA')).toBe('data:audio/mpeg;base64,SUQzBAAA');
    expect(audioSource(undefined, 'UklGRiQAAABXQVZFZm10')).toMatch(/^data:audio\/wav/);
    expect(audioSource('text/html', 'SUQzBAAA')).toBeNull();
    expect(audioSource('audio/midi', 'SUQzBAAA')).toBeNull();
    expect(audioSource(null, 'AAAA')).toBeNull();
  });
});
