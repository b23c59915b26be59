import { expect, it, vi } from 'vitest';

import { Picks } from '../../../src/model/history/picks';

it('Picks holds the two that were picked last', () => {
  const picks = new Picks();
  const told = vi.fn();
  picks.changed.connect(told);
  picks.toggle('a');
  picks.toggle('now');
  picks.toggle('b');
  expect(picks.refs).toEqual(['now', 'b']);
  picks.toggle('now');
  expect([picks.has('now'), picks.has('b')]).toEqual([false, true]);
  picks.clear();
  picks.clear();
  expect(told).toHaveBeenCalledTimes(5);
});
