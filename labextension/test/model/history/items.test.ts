import { describe, expect, it } from 'vitest';

import {
  layoutOf,
  lineAt,
  topOf,
  visibleRange,
  ROW_HEIGHT,
  DIVIDER_HEIGHT
} from '../../../src/model/history/items';
import { makeRow, makeRows, NOON } from '../../rows';

const DAY = 86_400;

describe('layoutOf', () => {
  it('puts a divider above each day of the reader', () => {
    const { items } = layoutOf([
      makeRow(3, { started_at: NOON }),
      makeRow(2, { started_at: NOON - 60 }),
      makeRow(1, { started_at: NOON - DAY })
    ]);
    expect(items.map(item => item.kind)).toEqual([
      'day',
      'row',
      'row',
      'day',
      'row'
    ]);
  });

  it('stacks 44 pixel rows and 24 pixel dividers', () => {
    const { tops, height } = layoutOf(makeRows(2, 2));
    expect(tops).toEqual([0, DIVIDER_HEIGHT, DIVIDER_HEIGHT + ROW_HEIGHT]);
    expect(height).toBe(DIVIDER_HEIGHT + 2 * ROW_HEIGHT);
  });

  it('is empty for no rows', () => {
    const layout = layoutOf([]);
    expect(layout.height).toBe(0);
    expect(visibleRange(layout, 0, 600)).toEqual([0, 0]);
  });

  it('gives every line a key of its own even when days come out of order', () => {
    const { items } = layoutOf([
      makeRow(3, { started_at: NOON }),
      makeRow(2, { started_at: NOON - DAY }),
      makeRow(1, { started_at: NOON })
    ]);
    expect(new Set(items.map(item => item.key)).size).toBe(items.length);
  });
});

describe('visibleRange', () => {
  const layout = layoutOf(makeRows(10_000, 10_000));

  it('is a handful of ten thousand rows', () => {
    const [first, end] = visibleRange(layout, 200_000, 600);
    expect(end - first).toBeLessThan(30);
    expect(layout.tops[first]).toBeLessThanOrEqual(200_000);
    expect(layout.tops[end - 1]).toBeGreaterThanOrEqual(200_600);
  });

  it('stays within the list at both ends', () => {
    expect(visibleRange(layout, -50, 600)[0]).toBe(0);
    expect(visibleRange(layout, 1e9, 600)[1]).toBe(layout.items.length);
  });
});

describe('lineAt and topOf', () => {
  const layout = layoutOf(makeRows(3, 3));

  it('agree with each other', () => {
    const top = topOf(layout, 'e2');
    expect(top).not.toBeNull();
    expect(lineAt(layout, top ?? -1)).toBe('e2');
  });

  it('take the row below a divider', () => {
    expect(lineAt(layout, 3)).toBe('e3');
  });

  it('know when a row is not there', () => {
    expect(topOf(layout, 'e9')).toBeNull();
  });
});
