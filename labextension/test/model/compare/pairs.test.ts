import { describe, expect, it, vi } from 'vitest';

import type { IClient } from '../../../src/api/client';
import type { ICellPair } from '../../../src/api/comparisons';
import { ProblemError } from '../../../src/api/problem';
import { CellPairs } from '../../../src/model/compare/pairs';
import { makeCell } from '../../comparison';

const PAIR: ICellPair = { before: null, after: null, difference: [], cut: [] };
const REQUEST = { before: 'e1', after: 'now', with_noise: false };
const CELLS = [0, 1, 2, 3, 4].map(place => makeCell('changed', place));

describe('CellPairs', () => {
  it('load three at a time, the one that came into view last first', async () => {
    const replies: ((pair: ICellPair) => void)[] = [];
    const compareCell = vi.fn<IClient['compareCell']>(
      () => new Promise(resolve => replies.push(resolve))
    );
    const pairs = new CellPairs({ compareCell }, REQUEST);
    CELLS.forEach(cell => pairs.want(cell));
    expect(compareCell.mock.calls.map(([, { after }]) => after)).toEqual([
      0, 1, 2
    ]);
    replies[0]?.(PAIR);
    await vi.waitFor(() => expect(compareCell).toHaveBeenCalledTimes(4));
    expect(compareCell.mock.calls[3]?.[1].after).toBe(4);
  });

  it('forget what left the view before its turn', async () => {
    const replies: ((pair: ICellPair) => void)[] = [];
    const compareCell = vi.fn<IClient['compareCell']>(
      () => new Promise(resolve => replies.push(resolve))
    );
    const pairs = new CellPairs({ compareCell }, REQUEST);
    CELLS.slice(0, 4).forEach(cell => pairs.want(cell));
    pairs.unwant(makeCell('changed', 3));
    replies.forEach(reply => reply(PAIR));
    await vi.waitFor(() => expect(pairs.of(makeCell('changed', 2))).toBe(PAIR));
    expect(compareCell).toHaveBeenCalledTimes(3);
  });

  it('say why one could not be had, and try again when asked', async () => {
    const compareCell = vi
      .fn<IClient['compareCell']>()
      .mockRejectedValueOnce(new ProblemError('not_found', 'gone', ''))
      .mockResolvedValue(PAIR);
    const pairs = new CellPairs({ compareCell }, REQUEST);
    const cell = makeCell('changed', 0);
    pairs.want(cell);
    await vi.waitFor(() => expect(pairs.of(cell)).toBeInstanceOf(ProblemError));
    pairs.retry(cell);
    await vi.waitFor(() => expect(pairs.of(cell)).toBe(PAIR));
  });
});
