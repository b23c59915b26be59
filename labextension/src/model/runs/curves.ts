import type { IRun, IRunMetric } from '../../api/client';
import { metricOf } from './table';

/** How many are drawn when nobody has chosen. */
const DRAWN_AT_FIRST = 5;

/** One line of the chart. */
export interface ICurve {
  id: string;
  name: string;
  last: number;
  points: readonly (readonly [x: number, y: number])[];
}

export interface ICurves {
  /** Whether all lines are over steps; else over the order of values. */
  isOverSteps: boolean;
  curves: readonly ICurve[];
}

/** Names of metrics that some run has a line of, the first ones first. */
export function namesWithCurve(runs: readonly IRun[]): string[] {
  const names = runs.flatMap(({ metrics }) =>
    metrics.filter(hasCurve).map(({ name }) => name)
  );
  return [...new Set(names)];
}

/** The newest runs with a line: they are drawn until somebody chooses. */
export function drawnAtFirst(runs: readonly IRun[]): string[] {
  return runs
    .filter(({ metrics }) => metrics.some(hasCurve))
    .slice(0, DRAWN_AT_FIRST)
    .map(({ id }) => id);
}

/** The lines of one metric for some runs, all over the same axis. */
export function curvesOf(runs: readonly IRun[], name: string): ICurves {
  const found = runs.flatMap(run => {
    const metric = metricOf(run, name);
    return metric && hasCurve(metric) ? [{ run, metric }] : [];
  });
  const isOverSteps = found.every(({ metric }) => isRising(metric.steps));
  const curves = found.map(({ run, metric }) => ({
    id: run.id,
    name: run.name,
    last: metric.values[metric.values.length - 1] ?? NaN,
    points: metric.values.map((value, index): [number, number] => [
      isOverSteps ? (metric.steps[index] ?? index) : placeOf(metric, index),
      value
    ])
  }));
  return { isOverSteps, curves };
}

/** Curves as a table: one column of x, and one of y for each, null where it has none. */
export function tableOf(
  curves: readonly ICurve[]
): [number[], ...(number | null)[][]] {
  const xs = new Set(curves.flatMap(({ points }) => points.map(([x]) => x)));
  const x = [...xs].sort((a, b) => a - b);
  const columns = curves.map(({ points }) => {
    const known = new Map(points);
    return x.map(at => known.get(at) ?? null);
  });
  return [x, ...columns];
}

function hasCurve({ values }: IRunMetric): boolean {
  return values.length > 1;
}

/** A step that comes twice, or goes back, has no place on an axis. */
function isRising(steps: readonly (number | null)[]): boolean {
  return steps.every(
    (step, index) =>
      step !== null && (index === 0 || step > (steps[index - 1] ?? Infinity))
  );
}

/** Which value a point is, from 1: the curve is thinned evenly. */
function placeOf({ count, values }: IRunMetric, index: number): number {
  const last = values.length - 1;
  return 1 + Math.round((index * (Math.max(count, values.length) - 1)) / last);
}
