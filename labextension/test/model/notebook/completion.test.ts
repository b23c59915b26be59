import { describe, expect, it } from 'vitest';

import type { ICellOutputs, ILatestOutputs } from '../../../src/api/client';
import {
  completionOf,
  stillMissing,
  type IShownCell
} from '../../../src/model/notebook/completion';

const SAVED = 1000;

const shown = (change: Partial<IShownCell> = {}): IShownCell => ({
  id: 'a',
  source: 'train()',
  count: null,
  isLive: false,
  ...change
});

const kept = (change: Partial<ICellOutputs> = {}): ICellOutputs => ({
  cell: 'a',
  execution: 'e1',
  count: 3,
  status: 'ok',
  source: 'train()',
  ended_at: SAVED + 50,
  outputs: [{ output_type: 'stream', name: 'stdout', text: 'done\n' }],
  ...change
});

const latest = (
  cells: ICellOutputs[],
  running: string[] = []
): ILatestOutputs => ({ notebook: 'a.ipynb', session: 's', cells, running });

describe('completionOf', () => {
  it('offers a cell that finished after the file was saved', () => {
    const { ready } = completionOf([shown()], latest([kept()]), SAVED);
    expect(ready.map(({ cell }) => cell)).toEqual(['a']);
  });

  it('leaves outputs alone that were cleared and saved', () => {
    const old = kept({ ended_at: SAVED - 50 });
    expect(completionOf([shown()], latest([old]), SAVED).ready).toEqual([]);
  });

  it('offers a later run than the one that is shown', () => {
    const old = kept({ ended_at: SAVED - 50 });
    const cell = shown({ count: 2 });
    expect(completionOf([cell], latest([old]), SAVED).ready).toHaveLength(1);
  });

  it('offers nothing that is shown already', () => {
    const cell = shown({ count: 3 });
    expect(completionOf([cell], latest([kept()]), SAVED).ready).toEqual([]);
  });

  it('names a cell that was edited since, and leaves it alone', () => {
    const cell = shown({ source: 'train(depth=12)' });
    const result = completionOf([cell], latest([kept()]), SAVED);
    expect(result.ready).toEqual([]);
    expect(result.changed).toEqual(['a']);
  });

  it('passes over cells that were deleted', () => {
    expect(completionOf([], latest([kept()]), SAVED).ready).toEqual([]);
  });

  it('tells of a cell that still runs, and offers it only afterwards', () => {
    const result = completionOf([shown()], latest([kept()], ['a']), SAVED);
    expect(result).toEqual({ ready: [], changed: [], running: ['a'] });
  });

  it('leaves cells to the page that receives their outputs itself', () => {
    const cell = shown({ isLive: true });
    const result = completionOf([cell], latest([kept()], ['a']), SAVED);
    expect(result).toEqual({ ready: [], changed: [], running: [] });
  });
});

describe('stillMissing', () => {
  it('leaves alone what ran, runs or was edited since it was offered', () => {
    const cells = ['a', 'b', 'c', 'd'];
    const then = cells.map(id => shown({ id }));
    const now = [
      shown({ id: 'a', count: 9 }), // ran anew: what is kept is older
      shown({ id: 'b', isLive: true }),
      shown({ id: 'c', source: 'train(2)' }),
      shown({ id: 'd' })
    ];
    const ready = cells.map(cell => kept({ cell }));
    const found = stillMissing(ready, then, now);
    expect(found.map(({ cell }) => cell)).toEqual(['d']);
    expect(stillMissing(ready, [], now)).toEqual([]);
  });
});
