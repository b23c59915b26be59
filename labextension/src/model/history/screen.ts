import type { ProblemError } from '../../api/problem';
import type { Reach } from '../connection';
import type { Rows } from './rows';

/** What fills the section: the list, or one sentence instead of it. */
export type Screen =
  | { kind: 'list' }
  | { kind: 'loading' }
  | { kind: 'missing' }
  | { kind: 'no-notebook' }
  | { kind: 'first-time' }
  | { kind: 'empty' }
  | { kind: 'no-match'; filter: string }
  | { kind: 'bad-filter'; problem: ProblemError }
  | { kind: 'offline' }
  | { kind: 'error'; problem: ProblemError };

export interface IScreenFacts {
  reach: Reach;
  notebook: string | null;
  rows: Rows;
  filter: string;
  isLoading: boolean;
  problem: ProblemError | null;
  /** Executions of all notebooks; null when not known. */
  executions: number | null;
}

/** Choose what to show. Rows that are there stay, whatever else is wrong. */
export function screenOf(facts: IScreenFacts): Screen {
  if (facts.reach === 'missing') {
    return { kind: 'missing' };
  }
  if (facts.notebook === null) {
    return { kind: 'no-notebook' };
  }
  const { problem } = facts;
  if (problem?.kind === 'invalid' && facts.filter !== '') {
    return { kind: 'bad-filter', problem };
  }
  if (facts.rows.length > 0) {
    return { kind: 'list' };
  }
  if (facts.isLoading || (facts.reach === 'unknown' && !problem)) {
    return { kind: 'loading' };
  }
  if (problem) {
    return problem.kind === 'offline'
      ? { kind: 'offline' }
      : { kind: 'error', problem };
  }
  if (facts.filter.trim() !== '') {
    return { kind: 'no-match', filter: facts.filter.trim() };
  }
  return { kind: facts.executions === 0 ? 'first-time' : 'empty' };
}
