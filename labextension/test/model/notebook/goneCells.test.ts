import { describe, expect, it } from 'vitest';

import type { IKnownCell } from '../../../src/api/comparisons';
import { goneCells } from '../../../src/model/notebook/goneCells';

function known(cell: string, ...above: string[]): IKnownCell {
  return {
    ...{ cell, above, execution: `e-${cell}`, title: cell },
    ...{ source: cell, ended_at: 1 }
  };
}

const ALL = [known('a'), known('b', 'a'), known('c', 'b', 'a')];

function places(shown: string[]): [string | null, string[]][] {
  return goneCells(ALL, shown).map(({ below, cells }) => [
    below,
    cells.map(({ cell }) => cell)
  ]);
}

describe('goneCells', () => {
  it('are none while all are shown', () => {
    expect(places(['a', 'b', 'c', 'new'])).toEqual([]);
  });

  it('stand below the nearest cell that is still there', () => {
    expect(places(['a', 'c'])).toEqual([['a', ['b']]]);
    expect(places(['a', 'new'])).toEqual([['a', ['b', 'c']]]);
  });

  it('stand at the top when nothing above them is left, in their order', () => {
    expect(places(['new'])).toEqual([[null, ['a', 'b', 'c']]]);
    expect(places(['c'])).toEqual([[null, ['a', 'b']]]);
  });
});
