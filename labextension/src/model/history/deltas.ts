import type { IBaseline } from '../../api/comparisons';
import type { IPreferences } from '../preferences';
import type { Rows } from './rows';

/** A logged value against what it is measured by. */
export interface IDelta {
  change: number;
  isBetter: boolean;
  /** The value that it is measured by. */
  against: number;
}

/** By execution, then by name. */
export type Deltas = ReadonlyMap<string, ReadonlyMap<string, IDelta>>;

export interface IDeltaOptions {
  baseline: IBaseline | null;
  mode: IPreferences['baseline'];
  /** Whether the rows reach back to the first. */
  isComplete: boolean;
}

/** Compare all values with the baseline: the best before them, the one before, or a pinned one. */
export function deltasOf(rows: Rows, options: IDeltaOptions): Deltas {
  const deltas = new Map<string, Map<string, IDelta>>();
  const measures = new Map(
    options.baseline?.metrics.map(metric => [
      metric.name,
      measureOf(rows, metric, options)
    ])
  );
  for (let index = rows.length - 1; index >= 0 && measures.size > 0; index--) {
    const row = rows[index];
    for (const { name, value } of row?.metrics ?? []) {
      const delta =
        row && typeof value === 'number' && Number.isFinite(value)
          ? measures.get(name)?.(row.execution, value)
          : undefined;
      if (row && delta) {
        const found = deltas.get(row.execution) ?? new Map<string, IDelta>();
        deltas.set(row.execution, found.set(name, delta));
      }
    }
  }
  return deltas;
}

/** Given the values of one name, oldest first; answers for each. */
type Measure = (execution: string, value: number) => IDelta | undefined;

function measureOf(
  rows: Rows,
  metric: IBaseline['metrics'][number],
  { mode, isComplete }: IDeltaOptions
): Measure {
  const isUp = metric.goal !== 'down';
  const delta = (value: number, against: number): IDelta | undefined =>
    value === against
      ? undefined
      : {
          change: value - against,
          isBetter: value > against === isUp,
          against
        };
  if (mode === 'pinned') {
    return (_, value) => delta(value, metric.value);
  }
  const isListed = rows.some(row => row.execution === metric.execution);
  // Of rows that are not loaded only the best is known, so it holds for those above it.
  let last =
    isComplete || isListed || mode === 'previous' ? null : metric.value;
  let isKnown = isComplete || last !== null || mode === 'previous';
  return (execution, value) => {
    const found = last === null || !isKnown ? undefined : delta(value, last);
    isKnown ||= execution === metric.execution;
    const isNext = last === null || mode === 'previous' || found?.isBetter;
    if (isNext || execution === metric.execution) {
      last = value;
    }
    return found;
  };
}
