import type { IRun, IRunMetric } from '../../api/client';
import type { GoalOf } from './values';

/** A column of the table: what is measured, what was set, or what the run ran on. */
export type Column =
  | { kind: 'name' | 'data' | 'environment' | 'duration' | 'when' }
  | { kind: 'metric' | 'parameter'; name: string };

/** The column that sorts, and whether its largest comes first. */
export interface ISort {
  key: string;
  isDescending: boolean;
}

export type Value = number | string | boolean | null;

/** What tells one column from the others. */
export function keyOf(column: Column): string {
  return 'name' in column ? `${column.kind} ${column.name}` : column.kind;
}

/** Columns for these runs; parameters that all share may be left out. */
export function columnsOf(
  runs: readonly IRun[],
  onlyDifferences: boolean
): Column[] {
  const named = (kind: 'metric' | 'parameter', names: Iterable<string>) =>
    [...names].map((name): Column => ({ kind, name }));
  const metrics = new Set(runs.flatMap(run => run.metrics.map(nameOf)));
  const parameters = new Set(
    runs.flatMap(run => run.parameters.map(nameOf)).sort()
  );
  const shown = [...parameters].filter(
    name => !onlyDifferences || differs(runs, name)
  );
  return [
    { kind: 'name' },
    ...named('metric', metrics),
    ...named('parameter', shown),
    { kind: 'data' },
    { kind: 'environment' },
    { kind: 'duration' },
    { kind: 'when' }
  ];
}

/** Whether a parameter has more than one value, or one that some run lacks. */
function differs(runs: readonly IRun[], name: string): boolean {
  const values = runs.map(run => {
    const found = run.parameters.find(one => one.name === name);
    return found ? JSON.stringify(found.value) : 'none';
  });
  return new Set(values).size > 1;
}

/** What a run has in a column, as sorting takes it. */
export function valueOf(run: IRun, column: Column): Value {
  switch (column.kind) {
    case 'name':
      return run.name;
    case 'metric':
      return metricOf(run, column.name)?.last ?? null;
    case 'parameter':
      return (
        run.parameters.find(({ name }) => name === column.name)?.value ?? null
      );
    case 'data':
      return run.data;
    case 'environment':
      return run.row?.environment ?? null;
    case 'duration':
      return run.seconds;
    case 'when':
      return run.started_at;
  }
}

export function metricOf(run: IRun, name: string): IRunMetric | null {
  return run.metrics.find(metric => metric.name === name) ?? null;
}

/** Whether runs have other environments; those without one are not asked. */
export function hasEnvironments(runs: readonly IRun[]): boolean {
  const known = runs.flatMap(({ row }) => row?.environment ?? []);
  return new Set(known).size > 1;
}

/** Sorted by one column: numbers by size, before texts; what is missing comes last. */
export function sorted(
  runs: readonly IRun[],
  columns: readonly Column[],
  { key, isDescending }: ISort
): IRun[] {
  const column = columns.find(one => keyOf(one) === key);
  if (!column) {
    return [...runs];
  }
  const direction = isDescending ? -1 : 1;
  return [...runs].sort((one, other) => {
    const [a, b] = [valueOf(one, column), valueOf(other, column)];
    return a === null || b === null
      ? Number(a === null) - Number(b === null)
      : direction * compared(a, b);
  });
}

function compared(a: NonNullable<Value>, b: NonNullable<Value>): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a.localeCompare(b, undefined, { numeric: true });
  }
  return typeof a === 'string' || typeof b === 'string'
    ? Number(typeof a === 'string') - Number(typeof b === 'string')
    : Number(a) - Number(b);
}

/** How a column sorts when its header is pressed: the best, largest or newest first. */
export function firstSort(column: Column, goalOf: GoalOf): ISort {
  const isDescending =
    column.kind === 'metric'
      ? goalOf(column.name) !== 'down'
      : column.kind === 'when' || column.kind === 'duration';
  return { key: keyOf(column), isDescending };
}

const nameOf = ({ name }: { name: string }): string => name;
