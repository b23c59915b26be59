import { describe, expect, it } from 'vitest';

import {
  formatBytes,
  formatMetric,
  shorten,
  visible
} from '../../src/model/format';

describe('formatMetric', () => {
  it.each([
    [0.93123, '0.931'],
    [0, '0'],
    [20, '20'],
    [-0.5, '-0.500'],
    [1234.5, '1235'],
    [123456, '123456'],
    [1_234_567, '1.23e+6'],
    [0.00001234, '1.23e-5'],
    [true, 'true'],
    ['nan', 'nan'],
    [null, '–']
  ])('shows %s as %s', (value, text) => {
    expect(formatMetric(value, 3)).toBe(text);
  });

  it('keeps a long text short', () => {
    expect(formatMetric('x'.repeat(100), 3)).toHaveLength(24);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [214_000_000, '214 MB'],
    [3.2e15, '3200 TB']
  ])('shows %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('visible', () => {
  it('shows direction overrides and control characters', () => {
    expect(visible('\u202egnp.exe')).toBe('\ufffdgnp.exe');
    expect(visible('a\u0000b\u0007c')).toBe('a\ufffdb\ufffdc');
    expect(visible('zero\u200bwidth')).toBe('zero\ufffdwidth');
  });

  it('puts all on one line', () => {
    expect(visible('a\nb\tc')).toBe('a b c');
  });

  it('leaves words of every script alone', () => {
    const text = 'größe 数据 données مرحبا 🎉';
    expect(visible(text)).toBe(text);
  });
});

describe('shorten', () => {
  it('does not cut a letter in two', () => {
    expect(shorten('🎉🎉🎉', 2)).toBe('🎉…');
  });
});
