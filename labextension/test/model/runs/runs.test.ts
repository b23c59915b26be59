import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { IRunsQuery } from '../../../src/api/client';
import type { IHistoryChange, IValuesLogged } from '../../../src/api/events';
import { ProblemError } from '../../../src/api/problem';
import { Runs } from '../../../src/model/runs/runs';
import { makeRow } from '../../rows';
import { makeRun, makeRuns } from '../../runs';

const LOGGED = { notebook: 'a.ipynb', execution: 'e3' };

function make() {
  const source = {};
  const changes = new Signal<unknown, IHistoryChange>(source);
  const valuesLogged = new Signal<unknown, IValuesLogged>(source);
  const ask = vi.fn((_: IRunsQuery) =>
    Promise.resolve({ runs: makeRuns(2), has_more: false })
  );
  const runs = new Runs({
    ...{ client: { runs: ask }, changes, valuesLogged },
    ...{ limit: 50, points: 40 }
  });
  runs.follow('a.ipynb');
  return { runs, ask, changes, valuesLogged };
}

const soon = (milliseconds = 0): Promise<unknown> =>
  vi.advanceTimersByTimeAsync(milliseconds);

describe('Runs', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are asked for when somebody looks, and once', async () => {
    const { runs, ask } = make();
    await soon();
    expect(ask).not.toHaveBeenCalled();
    runs.setShown(true);
    await soon();
    expect(runs.items).toHaveLength(2);
    expect(ask.mock.calls).toEqual([
      [{ notebook: 'a.ipynb', limit: 50, points: 40 }]
    ]);
    runs.setShown(false);
    runs.setShown(true);
    await soon(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('are asked for once a second while values arrive', async () => {
    const { runs, ask, valuesLogged } = make();
    runs.setShown(true);
    await soon(2000);
    for (let at = 0; at < 8; at++) {
      valuesLogged.emit(LOGGED);
      await soon(250);
    }
    await soon(3000);
    expect(ask.mock.calls.length).toBeLessThanOrEqual(4);
    expect(ask.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it('are asked for later when nobody sees them now', async () => {
    const { runs, ask, valuesLogged } = make();
    runs.setShown(true);
    await soon(2000);
    runs.setShown(false);
    valuesLogged.emit(LOGGED);
    await soon(5000);
    expect(ask).toHaveBeenCalledTimes(1);
    runs.setShown(true);
    await soon();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('wait for an answer that takes longer than the pause', async () => {
    const { runs, ask, valuesLogged } = make();
    runs.setShown(true);
    await soon(2000);
    const never = new Promise<never>(() => undefined);
    ask.mockReturnValueOnce(never);
    valuesLogged.emit(LOGGED);
    await soon();
    valuesLogged.emit(LOGGED);
    await soon(5000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('are others after a row that logged, or that is one of theirs', async () => {
    const { runs, ask, changes, valuesLogged } = make();
    runs.setShown(true);
    await soon(2000);
    const metrics = [{ name: 'acc', value: 1, step: null }];
    changes.emit({ what: 'recorded', row: makeRow(9) });
    changes.emit({
      what: 'logged',
      row: makeRow(9, { metrics, notebook: 'b.ipynb' })
    });
    valuesLogged.emit({ ...LOGGED, notebook: 'b.ipynb' });
    await soon(2000);
    expect(ask).toHaveBeenCalledTimes(1);
    changes.emit({ what: 'logged', row: makeRow(9, { metrics }) });
    await soon(2000);
    expect(ask).toHaveBeenCalledTimes(2);
    changes.emit({ what: 'annotated', row: makeRow(1) });
    await soon(2000);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('stay when a filter is refused', async () => {
    const { runs, ask } = make();
    runs.setShown(true);
    await soon();
    ask.mockRejectedValueOnce(new ProblemError('invalid', 'Bad.', 'As acc>1.'));
    runs.setFilter('acc>');
    await soon();
    expect(ask.mock.lastCall?.[0].where).toBe('acc>');
    expect(runs.problem?.hint).toBe('As acc>1.');
    expect(runs.items).toHaveLength(2);
    runs.setFilter('acc>1');
    await soon();
    expect(runs.problem).toBeNull();
  });

  it('can be asked for again after a failure', async () => {
    const { runs, ask } = make();
    ask.mockRejectedValueOnce(new ProblemError('internal', 'Broken.', ''));
    runs.setShown(true);
    await soon();
    expect(runs.items).toBeNull();
    expect(runs.problem?.message).toBe('Broken.');
    runs.reload();
    await soon();
    expect(runs.items).toHaveLength(2);
  });

  it('forget a notebook that is left, and its answers', async () => {
    const { runs, ask } = make();
    runs.setShown(true);
    runs.follow('b.ipynb');
    ask.mockResolvedValueOnce({ runs: [], has_more: false });
    runs.follow(null);
    await soon();
    expect(runs.items).toBeNull();
    expect(runs.isLoading).toBe(false);
  });

  it('stay when their notebook is renamed', async () => {
    const { runs, ask } = make();
    runs.setShown(true);
    await soon();
    runs.follow('c.ipynb', true);
    expect(runs.items).toHaveLength(2);
    await soon();
    expect(ask.mock.lastCall?.[0].notebook).toBe('c.ipynb');
  });

  it('count those that are still at work', async () => {
    const { runs, ask } = make();
    const items = [makeRun(2, { is_running: true }), makeRun(1)];
    ask.mockResolvedValueOnce({ runs: items, has_more: true });
    runs.setShown(true);
    await soon();
    expect(runs.live).toBe(1);
    expect(runs.hasMore).toBe(true);
  });

  it('listen no more once they are disposed', async () => {
    const { runs, ask, valuesLogged } = make();
    runs.setShown(true);
    await soon(2000);
    runs.dispose();
    valuesLogged.emit(LOGGED);
    await soon(2000);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
