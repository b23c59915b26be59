// Runs for the tests of this folder.
import type { IRun, IRunMetric } from '../src/api/client';
import { makeRow, NOON } from './rows';

export function makeMetric(
  name: string,
  values: readonly number[],
  change: Partial<IRunMetric> = {}
): IRunMetric {
  return {
    ...{ name, last: values[values.length - 1] ?? null },
    lowest: values.length > 0 ? Math.min(...values) : null,
    highest: values.length > 0 ? Math.max(...values) : null,
    count: values.length,
    steps: values.map((_, index) => index + 1),
    values: [...values],
    ...change
  };
}

/** Run 3 was logged by the execution e3; a later one is newer. */
export function makeRun(number: number, change: Partial<IRun> = {}): IRun {
  const at = NOON - 600 + 60 * number;
  return {
    ...{ id: `e${number}`, name: `run ${number}`, notebook: 'a.ipynb' },
    ...{ session: 's', number, started_at: at, last_at: at + 5 },
    ...{ is_running: false, executions: [`e${number}`] },
    metrics: [makeMetric('acc', [0.5, 0.9, 0.8 + number / 100])],
    parameters: [
      { name: 'depth', value: number },
      { name: 'lr', value: 0.1 }
    ],
    ...{ seconds: 6, data: 1 },
    row: makeRow(number, { started_at: at, duration_s: 6 }),
    ...change
  };
}

/** Newest first. */
export function makeRuns(count: number): IRun[] {
  return Array.from({ length: count }, (_, i) => makeRun(count - i));
}
