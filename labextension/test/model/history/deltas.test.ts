import { describe, expect, it } from 'vitest';

import type { IHistoryRow } from '../../../src/api/client';
import {
  deltasOf,
  type IDeltaOptions
} from '../../../src/model/history/deltas';
import { makeRow } from '../../rows';

/** Rows that logged these values of `v`, newest first: e1 is the oldest. */
function rows(...values: (number | string | null)[]): IHistoryRow[] {
  return values.map((value, index) =>
    makeRow(values.length - index, {
      metrics: [{ name: 'v', value, step: null }]
    })
  );
}

function changes(
  given: IHistoryRow[],
  options: Partial<IDeltaOptions> & { at: [string, number]; goal?: string }
): (number | string)[] {
  const { at, goal = 'up' } = options;
  const [execution, value] = at;
  const found = deltasOf(given, {
    mode: 'best',
    isComplete: true,
    baseline: {
      kind: 'best',
      metrics: [{ name: 'v', execution, value, goal }]
    },
    ...options
  });
  return given.map(row => {
    const delta = found.get(row.execution)?.get('v');
    return delta ? `${delta.isBetter ? '+' : '-'}${delta.change}` : '';
  });
}

describe('deltasOf', () => {
  it('measures each value at the best before it', () => {
    expect(changes(rows(4, 1, 3, 2), { at: ['e4', 4] })).toEqual([
      '+1',
      '--2',
      '+1',
      ''
    ]);
  });

  it('knows that less can be better', () => {
    expect(changes(rows(2, 1, 4), { at: ['e2', 1], goal: 'down' })).toEqual([
      '-1',
      '+-3',
      ''
    ]);
  });

  it('measures at the value before, or at a pinned one', () => {
    expect(changes(rows(4, 1, 3), { at: ['e3', 4], mode: 'previous' })).toEqual(
      ['+3', '--2', '']
    );
    expect(changes(rows(4, 1, 3), { at: ['e1', 3], mode: 'pinned' })).toEqual([
      '+1',
      '--2',
      ''
    ]);
  });

  it('says nothing of rows whose best before is not loaded', () => {
    const given = rows(3, 9, 2, 1);
    expect(changes(given, { at: ['e3', 9], isComplete: false })).toEqual([
      '--6',
      '',
      '',
      ''
    ]);
    expect(changes(given, { at: ['old', 10], isComplete: false })).toEqual([
      '--7',
      '--1',
      '--8',
      '--9'
    ]);
  });

  it('says nothing of equal values, texts and names without a goal', () => {
    expect(changes(rows(1, 1, 'x', null), { at: ['e3', 1] })).toEqual([
      '',
      '',
      '',
      ''
    ]);
    const options = { baseline: null, mode: 'best', isComplete: true } as const;
    expect(deltasOf(rows(2, 1), options).size).toBe(0);
  });
});
