import { describe, expect, it } from 'vitest';

import {
  columnsOf,
  firstSort,
  hasEnvironments,
  keyOf,
  sorted
} from '../../../src/model/runs/table';
import {
  bestOf,
  curveOf,
  otherBest,
  refOf
} from '../../../src/model/runs/values';
import { makeRow } from '../../rows';
import { makeMetric, makeRun, makeRuns } from '../../runs';

const goalOf = (name: string): string | null =>
  ({ acc: 'up', loss: 'down' })[name] ?? null;
const ALWAYS = ['data', 'environment', 'duration', 'when'];

describe('the columns of runs', () => {
  it('have the parameters that differ, or all of them', () => {
    const runs = makeRuns(2);
    expect(columnsOf(runs, true).map(keyOf)).toEqual([
      ...['name', 'metric acc', 'parameter depth'],
      ...ALWAYS
    ]);
    expect(columnsOf(runs, false).map(keyOf)).toEqual([
      ...['name', 'metric acc', 'parameter depth', 'parameter lr'],
      ...ALWAYS
    ]);
  });

  it('have a parameter that one of the runs lacks', () => {
    const runs = [makeRun(2, { parameters: [] }), makeRun(1)];
    const keys = columnsOf(runs, true).map(keyOf);
    expect(keys).toContain('parameter depth');
    expect(keys).toContain('parameter lr');
  });

  it('tell environments only where there are several', () => {
    const on = (environment: string | null) =>
      makeRun(1, { row: makeRow(1, { environment }) });
    expect(hasEnvironments([on('a'), on('a'), on(null)])).toBe(false);
    expect(hasEnvironments([on('a'), on('b')])).toBe(true);
  });
});

describe('sorting runs', () => {
  const runs = [
    makeRun(1, { name: 'b', metrics: [makeMetric('acc', [0.3])] }),
    makeRun(2, { name: 'a', metrics: [] }),
    makeRun(10, { name: 'c', metrics: [makeMetric('acc', [0.7])] })
  ];
  const columns = columnsOf(runs, false);
  const order = (key: string, isDescending: boolean): number[] =>
    sorted(runs, columns, { key, isDescending }).map(run => run.number);

  it('goes by number, by text and by time, both ways', () => {
    expect(order('parameter depth', false)).toEqual([1, 2, 10]);
    expect(order('parameter depth', true)).toEqual([10, 2, 1]);
    expect(order('name', false)).toEqual([2, 1, 10]);
    expect(order('when', true)).toEqual([10, 2, 1]);
  });

  it('puts what is missing last, both ways', () => {
    expect(order('metric acc', false)).toEqual([1, 10, 2]);
    expect(order('metric acc', true)).toEqual([10, 1, 2]);
  });

  it('leaves the order where the column is gone', () => {
    expect(order('parameter gone', false)).toEqual([1, 2, 10]);
  });

  it('puts texts after numbers, and digits in texts by size', () => {
    const values = ['x10', 3, 'x9', true].map((value, index) =>
      makeRun(index, { parameters: [{ name: 'p', value }] })
    );
    const key = 'parameter p';
    const found = sorted(values, columnsOf(values, true), {
      ...{ key, isDescending: false }
    });
    expect(found.map(run => run.parameters[0]?.value)).toEqual([
      ...[true, 3, 'x9', 'x10']
    ]);
  });

  it('begins with the best of a metric and the newest of a time', () => {
    const first = (key: string): boolean | undefined => {
      const column = columns.find(one => keyOf(one) === key);
      return column && firstSort(column, goalOf).isDescending;
    };
    expect(first('metric acc')).toBe(true);
    expect(firstSort({ kind: 'metric', name: 'loss' }, goalOf)).toEqual({
      ...{ key: 'metric loss', isDescending: false }
    });
    expect(first('parameter depth')).toBe(false);
    expect(first('when')).toBe(true);
  });
});

describe('what is told of a run', () => {
  it('is the best value in the direction of the goal', () => {
    const values = [0.5, 0.9, 0.7];
    expect(bestOf(makeMetric('acc', values), goalOf)).toBe(0.9);
    expect(bestOf(makeMetric('loss', values), goalOf)).toBe(0.5);
    expect(bestOf(makeMetric('depth', values), goalOf)).toBeNull();
    expect(otherBest(makeMetric('acc', [0.5, 0.9]), goalOf)).toBeNull();
    expect(otherBest(makeMetric('acc', values), goalOf)).toBe(0.9);
  });

  it('is the first curve that makes a line', () => {
    const metrics = [makeMetric('acc', [1]), makeMetric('loss', [2, 1])];
    expect(curveOf(makeRun(1, { metrics }))).toEqual([2, 1]);
    expect(curveOf(makeRun(1, { metrics: [] }))).toBeNull();
  });

  it('is known to commands once it is over', () => {
    expect(refOf(makeRun(3))).toBe('e3');
    expect(refOf(makeRun(3, { row: null }))).toBeNull();
  });
});
