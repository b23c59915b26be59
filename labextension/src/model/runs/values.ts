import type { IRun, IRunMetric } from '../../api/client';

/** Which way is better of a name; null where that is not known. */
export type GoalOf = (name: string) => string | null;

/** The best value of a run under one name; null where nobody knows which way is better. */
export function bestOf(metric: IRunMetric, goalOf: GoalOf): number | null {
  switch (goalOf(metric.name)) {
    case 'up':
      return metric.highest;
    case 'down':
      return metric.lowest;
    default:
      return null;
  }
}

/** The best value where it is worth telling beside the last one. */
export function otherBest(metric: IRunMetric, goalOf: GoalOf): number | null {
  const best = bestOf(metric, goalOf);
  return best === metric.last ? null : best;
}

/** What is drawn small beside a run: its first values that make a line. */
export function curveOf(run: IRun): readonly number[] | null {
  return run.metrics.find(({ values }) => values.length > 1)?.values ?? null;
}

/** What commands know a run by; null while nothing of it is over. */
export function refOf({ row }: IRun): string | null {
  return row?.execution ?? null;
}
