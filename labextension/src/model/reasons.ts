import type { IHistoryRow } from '../api/client';
import type { Reach } from './connection';
import type { Support } from './restore';

/** What must hold for an action; each has its own words when it does not. */
export type Reason =
  | 'no-server'
  | 'offline'
  | 'read-only'
  | 'no-notebook'
  | 'no-kernel'
  | 'no-support'
  | 'waiting'
  | 'nothing-kept'
  | 'nothing-yet'
  | 'no-undo'
  | 'no-redo';

export interface IReasonFacts {
  reach: Reach;
  readOnly: string | null;
  notebook: string | null;
  support: Support;
  canUndo: boolean;
  canRedo: boolean;
  hasCheckpoints: boolean;
}

/** Why nothing can be written now; null when it can. */
export function againstWriting(facts: IReasonFacts): Reason | null {
  switch (facts.reach) {
    case 'missing':
      return 'no-server';
    case 'offline':
      return 'offline';
    default:
      return facts.readOnly === null ? null : 'read-only';
  }
}

export function againstSaving(facts: IReasonFacts): Reason | null {
  if (facts.notebook === null) {
    return 'no-notebook';
  }
  return againstWriting(facts) ?? (facts.hasCheckpoints ? null : 'nothing-yet');
}

/** `row` is what would be restored; null when it is named by reference. */
export function againstRestore(
  facts: IReasonFacts,
  row: IHistoryRow | null
): Reason | null {
  if (facts.notebook === null) {
    return 'no-notebook';
  }
  if (row && row.checkpoint === null) {
    return 'nothing-kept';
  }
  return againstWriting(facts) ?? againstKernel(facts.support);
}

export function againstUndo(
  facts: IReasonFacts,
  direction: 'undo' | 'redo'
): Reason | null {
  const isPossible = direction === 'undo' ? facts.canUndo : facts.canRedo;
  return (
    againstRestore(facts, null) ??
    (isPossible ? null : direction === 'undo' ? 'no-undo' : 'no-redo')
  );
}

/** Naming and pinning change the record of one checkpoint. */
export function againstAnnotation(
  facts: IReasonFacts,
  row: IHistoryRow | null
): Reason | null {
  if (row && row.checkpoint === null) {
    return 'nothing-kept';
  }
  return againstWriting(facts);
}

export function againstReading(facts: IReasonFacts): Reason | null {
  return facts.reach === 'missing'
    ? 'no-server'
    : facts.reach === 'offline'
      ? 'offline'
      : null;
}

function againstKernel(support: Support): Reason | null {
  switch (support) {
    case 'none':
      return 'no-kernel';
    case 'no':
      return 'no-support';
    case 'waiting':
      return 'waiting';
    case 'yes':
      return null;
  }
}
