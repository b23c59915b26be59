import { describe, expect, it, vi } from 'vitest';

import type { IRun } from '../../../src/api/client';
import { RunChoices } from '../../../src/model/runs/choices';
import {
  curvesOf,
  namesWithCurve,
  tableOf
} from '../../../src/model/runs/curves';
import { makeMetric, makeRun, makeRuns } from '../../runs';

describe('curves', () => {
  it('are drawn over their steps', () => {
    const metrics = [makeMetric('acc', [0.1, 0.2], { steps: [10, 20] })];
    const { isOverSteps, curves } = curvesOf([makeRun(1, { metrics })], 'acc');
    expect(isOverSteps).toBe(true);
    expect(curves[0]?.points).toEqual([
      [10, 0.1],
      [20, 0.2]
    ]);
    expect(curves[0]?.last).toBe(0.2);
  });

  it('are drawn in their order where steps are missing or go back', () => {
    const odd = [
      [null, null, null],
      [1, 2, 1]
    ];
    for (const steps of odd) {
      const metric = makeMetric('acc', [3, 4, 5], { steps, count: 9 });
      const { isOverSteps, curves } = curvesOf(
        [makeRun(1, { metrics: [metric] }), makeRun(2)],
        'acc'
      );
      expect(isOverSteps).toBe(false);
      expect(curves[0]?.points.map(([x]) => x)).toEqual([1, 5, 9]);
      expect(curves[1]?.points.map(([x]) => x)).toEqual([1, 2, 3]);
    }
  });

  it('share one axis, with gaps where a run has no value', () => {
    const on = (steps: number[]) =>
      makeRun(1, { metrics: [makeMetric('acc', [1, 2], { steps })] });
    const { curves } = curvesOf([on([1, 3]), on([2, 3])], 'acc');
    expect(tableOf(curves)).toEqual([
      [1, 2, 3],
      [1, null, 2],
      [null, 1, 2]
    ]);
  });

  it('are named once, and only where there is a line', () => {
    const metrics = [makeMetric('one', [1]), makeMetric('loss', [2, 1])];
    expect(namesWithCurve([makeRun(2), makeRun(1, { metrics })])).toEqual([
      ...['acc', 'loss']
    ]);
  });
});

describe('what is chosen of runs', () => {
  it('is the five newest with a line until somebody chooses', () => {
    const choices = new RunChoices();
    const told = vi.fn();
    choices.changed.connect(told);
    const runs = [makeRun(9, { metrics: [] }), ...makeRuns(7)];
    expect([...choices.drawn(runs)]).toEqual(['e7', 'e6', 'e5', 'e4', 'e3']);
    choices.toggle('e6', runs);
    choices.toggle('e1', runs);
    expect([...choices.drawn([makeRun(8), ...runs])]).toEqual([
      ...['e7', 'e5', 'e4', 'e3', 'e1']
    ]);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('has a look that stays when others come and go', () => {
    const choices = new RunChoices();
    const looks = (runs: IRun[]) => [...choices.slots(runs)];
    const runs = makeRuns(3);
    expect(looks(runs)).toEqual([
      ['e3', 0],
      ['e2', 1],
      ['e1', 2]
    ]);
    choices.toggle('e2', runs);
    expect(looks(runs)).toEqual([
      ['e3', 0],
      ['e1', 2]
    ]);
    choices.toggle('e4', runs);
    expect(looks([makeRun(4), ...runs])).toEqual([
      ['e3', 0],
      ['e1', 2],
      ['e4', 1]
    ]);
  });

  it('is a metric that there is', () => {
    const choices = new RunChoices();
    const metrics = [makeMetric('acc', [1, 2]), makeMetric('loss', [2, 1])];
    const runs = [makeRun(1, { metrics })];
    expect(choices.metric(runs)).toBe('acc');
    choices.showMetric('loss');
    expect(choices.metric(runs)).toBe('loss');
    expect(choices.metric(makeRuns(1))).toBe('acc');
    expect(choices.metric([])).toBeNull();
  });
});
