import { describe, expect, it, vi } from 'vitest';

import type { IClient } from '../../../src/api/client';
import type { IBaselineQuery } from '../../../src/api/comparisons';
import { DEFAULTS } from '../../../src/model/preferences';
import { Goals } from '../../../src/model/runs/goals';
import { makeMetric, makeRun, makeRuns } from '../../runs';

function make() {
  const ask = vi.fn((_: IBaselineQuery) =>
    Promise.resolve({
      ...{ kind: 'best', reference: null },
      metrics: [{ name: 'acc', value: 1, execution: 'e1', goal: 'up' }]
    })
  );
  const client = { baseline: ask } as unknown as IClient;
  let preferences = DEFAULTS;
  const goals = new Goals({ client, preferences: () => preferences });
  return {
    ...{ goals, ask },
    set: (goal: typeof DEFAULTS.goal) => {
      preferences = { ...DEFAULTS, goal };
    }
  };
}

describe('Goals', () => {
  it('are asked for when a name is new, and with what was set', async () => {
    const { goals, ask, set } = make();
    const told = vi.fn();
    goals.changed.connect(told);
    expect(goals.of('acc')).toBeNull();
    await goals.look('a.ipynb', makeRuns(1));
    await goals.look('a.ipynb', makeRuns(3));
    expect(goals.of('acc')).toBe('up');
    expect(goals.of('other')).toBeNull();
    expect(told).toHaveBeenCalledTimes(1);
    const metrics = [makeMetric('loss', [1])];
    await goals.look('a.ipynb', [makeRun(4, { metrics }), ...makeRuns(3)]);
    set({ loss: 'down' });
    await goals.look('a.ipynb', makeRuns(1));
    expect(ask.mock.calls).toEqual([
      [{ notebook: 'a.ipynb', goals: '' }],
      [{ notebook: 'a.ipynb', goals: '' }],
      [{ notebook: 'a.ipynb', goals: 'loss:down' }]
    ]);
  });

  it('wait until something is over', async () => {
    const { goals, ask } = make();
    await goals.look('a.ipynb', [makeRun(1, { row: null })]);
    expect(ask).not.toHaveBeenCalled();
  });

  it('are asked for again after a failure', async () => {
    const { goals, ask } = make();
    ask.mockRejectedValueOnce(new Error('gone'));
    await goals.look('a.ipynb', makeRuns(1));
    await goals.look('a.ipynb', makeRuns(1));
    expect(goals.of('acc')).toBe('up');
  });
});
