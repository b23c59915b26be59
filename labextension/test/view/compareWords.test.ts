import { describe, expect, it } from 'vitest';

import {
  choiceText,
  deltaText,
  partsText,
  sideText,
  summaryTexts
} from '../../src/view/compare/words';
import { makeCell, makeComparison, makeSide } from '../comparison';
import { makeRow, NOON } from '../rows';
import { trans } from './context';

const metric = (name: string, before: number | null, after: number | null) => {
  const side = (value: number | null) =>
    value === null ? null : { name, value, step: null };
  const change = before === null || after === null ? null : after - before;
  return { name, before: side(before), after: side(after), change };
};

describe('words of a comparison', () => {
  it('say in one line what differs, what is the same and what is not known', () => {
    const cells = [makeCell('changed', 0), makeCell('same', 1)];
    const comparison = makeComparison(cells, {
      ...{ variables_changed: 3, packages_changed: null, data_changed: 0 },
      metrics: [metric('acc', 0.919, 0.931)]
    });
    expect(summaryTexts(comparison, 3, trans)).toEqual([
      '1 cell differs',
      '3 variables',
      'environment not known',
      'data the same',
      'acc 0.919 → 0.931 (+0.012)'
    ]);
  });

  it('give changes of values without noughts at their end', () => {
    expect(deltaText(metric('a', 0.908, 0.912), 3)).toBe('+0.004');
    expect(deltaText(metric('a', 3, 1), 3)).toBe('−2');
    expect(deltaText(metric('a', 200, 100), 3)).toBe('−100');
    expect(deltaText(metric('a', 1, 1), 3)).toBe('');
    expect(deltaText(metric('a', null, 1), 3)).toBe('');
  });

  it('name sides, and show what could mislead in a name', () => {
    const now = makeSide('now', { kind: 'now', at: null });
    expect(sideText(now, NOON, trans)).toBe('Now');
    const named = makeRow(1, { message: 'good\u202emodel', pinned: true });
    expect(choiceText(named, NOON, trans)).toBe('◆ ★ good\ufffdmodel · 1 min');
  });

  it('tell which parts of a cell differ', () => {
    const parts = ['source', 'outputs', 'metadata'];
    expect(partsText(makeCell('changed', 0, { parts }), trans)).toBe(
      'code, outputs, metadata'
    );
  });
});
