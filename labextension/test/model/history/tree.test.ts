import { describe, expect, it } from 'vitest';

import type { IHistoryRow } from '../../../src/api/client';
import { columnsOf, LANES, lanesOf } from '../../../src/model/history/tree';
import { makeRow, makeRows } from '../../rows';

/** A row whose checkpoint is `id`, made after `parent`. */
function row(
  id: string,
  parent: string | null,
  change: Partial<IHistoryRow> = {}
): IHistoryRow {
  return makeRow(1, { execution: id, checkpoint: id, parent, ...change });
}

const lanes = (rows: IHistoryRow[], isComplete = true): number[] =>
  lanesOf(rows, isComplete).map(({ lane }) => lane);

describe('lanesOf', () => {
  it('keeps a history without branches in one lane', () => {
    const all = lanesOf([row('c', 'b'), row('b', 'a'), row('a', null)], true);
    expect(all.map(({ lane }) => lane)).toEqual([0, 0, 0]);
    expect(all.map(({ above }) => above)).toEqual([0, 1, 1]);
    expect(all.map(({ below }) => below)).toEqual([1, 1, 0]);
  });

  it('gives a branch that was left a lane until the row it began at', () => {
    const rows = [
      row('e', 'a'),
      row('d', 'c'),
      row('c', 'b', { message: 'try trees' }),
      row('b', 'a'),
      row('a', null)
    ];
    const all = lanesOf(rows, true);
    expect(all.map(({ lane }) => lane)).toEqual([0, 1, 1, 1, 0]);
    expect(all[4]).toMatchObject({ above: 3, joining: 2, below: 0 });
    expect(all.map(({ branch }) => branch)).toEqual([
      null,
      'try trees',
      null,
      null,
      null
    ]);
  });

  it('names a branch by its first named checkpoint, or not at all', () => {
    const named = [
      row('d', 'a'),
      row('c', 'b', { message: 'second' }),
      row('b', 'a', { message: 'first' }),
      row('a', null)
    ];
    expect(lanesOf(named, true)[1]?.branch).toBe('first');
    expect(
      lanesOf([row('c', 'a'), row('b', 'a'), row('a', null)], true)[1]?.branch
    ).toBe('');
  });

  it('begins again after a kernel that nothing was restored into', () => {
    const rows = [
      row('c', null, { session: 't' }),
      row('b', 'a'),
      row('a', null)
    ];
    expect(lanes(rows)).toEqual([0, 0, 0]);
    expect(lanesOf(rows, true)[0]?.below).toBe(0);
  });

  it('joins rows of one kernel whose common history is elsewhere', () => {
    expect(lanes([row('c', 'other'), row('b', 'x'), row('a', null)])).toEqual([
      0, 0, 0
    ]);
  });

  it('lets a line go on below what is loaded', () => {
    expect(lanesOf([row('b', 'a')], false)[0]?.below).toBe(1);
    expect(lanesOf([row('b', 'a')], true)[0]?.below).toBe(0);
  });

  it('puts a row without a checkpoint beside those of its kernel', () => {
    const all = lanesOf(
      [row('c', 'a'), row('', null, { checkpoint: null }), row('a', null)],
      true
    );
    expect(all[1]).toMatchObject({ lane: 0, above: 1, below: 1 });
  });

  it('counts lanes that it does not draw', () => {
    const rows = [
      ...Array.from({ length: 7 }, (_, n) => row(`t${n}`, 'a')),
      row('a', null)
    ];
    const all = lanesOf(rows, true);
    expect(all[5]).toMatchObject({ lane: LANES, more: 2 });
    expect(all[7]).toMatchObject({ lane: 0, more: 0, joining: 0b1110 });
  });

  it('does not believe a parent that is newer than its child', () => {
    expect(lanes([row('b', null), row('a', 'b')])).toEqual([0, 0]);
  });

  it('takes ten thousand rows, branches everywhere, in a moment', () => {
    const rows = makeRows(10_000, 10_000).map((each, index) => ({
      ...each,
      parent: ((index * 7919) % 10_000).toString(16).padStart(64, '0')
    }));
    expect(lanesOf(rows, true)).toHaveLength(10_000);
  });
});

describe('columnsOf', () => {
  it('is as wide as the lines, with one for the rest', () => {
    const [plain] = lanesOf([row('a', null)], true);
    expect(plain && columnsOf(plain)).toBe(1);
    const many = Array.from({ length: 7 }, (_, n) => row(`t${n}`, 'a'));
    const [last] = lanesOf([...many, row('a', null)], true).slice(6);
    expect(last && columnsOf(last)).toBe(LANES + 1);
  });
});
