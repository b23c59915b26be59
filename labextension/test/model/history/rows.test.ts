import { describe, expect, it } from 'vitest';

import { append, untoldNames, upsert } from '../../../src/model/history/rows';
import { makeRow, makeRows } from '../../rows';

describe('upsert', () => {
  it('puts a new row on top', () => {
    const { rows, added } = upsert(makeRows(3, 3), makeRow(4), true);
    expect(rows.map(row => row.position)).toEqual([4, 3, 2, 1]);
    expect(added).toBe(0);
  });

  it('replaces the row of the same execution and leaves the others alone', () => {
    const before = makeRows(3, 3);
    const { rows, added } = upsert(
      before,
      makeRow(2, { message: 'new' }),
      true
    );
    expect(rows.map(row => row.message)).toEqual([null, 'new', null]);
    expect(rows[0]).toBe(before[0]);
    expect(rows[2]).toBe(before[2]);
    expect(added).toBeNull();
  });

  it('puts a late row at its place', () => {
    const before = [makeRow(5), makeRow(3)];
    const { rows } = upsert(before, makeRow(4), true);
    expect(rows.map(row => row.position)).toEqual([5, 4, 3]);
  });

  it('leaves a row that is older than the loaded pages to its page', () => {
    const before = makeRows(9, 2);
    expect(upsert(before, makeRow(1), false).rows).toBe(before);
    expect(upsert(before, makeRow(1), true).rows).toHaveLength(3);
  });

  it('takes the first row of an empty history', () => {
    expect(upsert([], makeRow(1), false).added).toBe(0);
  });
});

describe('append', () => {
  it('does not double what arrived by event meanwhile', () => {
    const rows = append(makeRows(4, 2), makeRows(3, 3));
    expect(rows.map(row => row.position)).toEqual([4, 3, 2, 1]);
  });
});

describe('untoldNames', () => {
  const told = (title: string, changed: string[], message?: string) =>
    untoldNames(makeRow(1, { title, changed, message: message ?? null }));

  it('are those that the title does not say', () => {
    const changed = ['depth', 'df', 'dept'];
    expect(told('depth 8 → 12', changed)).toEqual(['df', 'dept']);
    expect(told('depth, df', changed)).toEqual(['dept']);
  });

  it('are all of them below a name that a person gave', () => {
    expect(told('depth', ['depth'], 'first try')).toEqual(['depth']);
  });
});
