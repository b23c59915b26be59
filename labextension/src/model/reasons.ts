import type { IHistoryRow } from '../api/client';
import type { Reach } from './connection';
import type { Support } from './kernel/kernel';

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
  | 'no-redo'
  | 'restoring'
  | 'no-checkpoint'
  | 'no-environment'
  | 'not-tried'
  | 'no-job'
  | 'no-row'
  | 'no-comparison'
  | 'elsewhere';

export interface IReasonFacts {
  /** Whether it is about another notebook than the one that is followed. */
  isElsewhere: boolean;
  reach: Reach;
  readOnly: string | null;
  notebook: string | null;
  support: Support;
  canUndo: boolean;
  canRedo: boolean;
  /** Whether something is put back at this moment. */
  isRestoring: boolean;
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

/** What of it is possible, the dialog says: a notebook needs no kernel. */
export function againstRestore(facts: IReasonFacts): Reason | null {
  if (facts.notebook === null) {
    return 'no-notebook';
  }
  return againstReading(facts) ?? (facts.isRestoring ? 'restoring' : null);
}

/** The kernel keeps and brings back by itself, with or without a server. */
export function againstTelling(facts: IReasonFacts): Reason | null {
  return facts.notebook === null ? 'no-notebook' : againstKernel(facts.support);
}

export function againstUndo(
  facts: IReasonFacts,
  direction: 'undo' | 'redo'
): Reason | null {
  const isPossible = direction === 'undo' ? facts.canUndo : facts.canRedo;
  return (
    againstRestore(facts) ??
    againstWriting(facts) ??
    (isPossible ? null : direction === 'undo' ? 'no-undo' : 'no-redo')
  );
}

/** What the kernel before had is known of the followed notebook alone. */
export function againstRecovery(facts: IReasonFacts): Reason | null {
  return facts.isElsewhere ? 'elsewhere' : againstTelling(facts);
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

/** The server runs the cells anew, and records what comes of it. */
export function againstReproducing(
  facts: IReasonFacts,
  row: IHistoryRow | null
): Reason | null {
  return againstWriting(facts) ?? againstBuilding(facts, row);
}

/** An environment is built from the lock that a checkpoint has. */
export function againstBuilding(
  facts: IReasonFacts,
  row: IHistoryRow | null
): Reason | null {
  if (row && row.checkpoint === null) {
    return 'no-checkpoint';
  }
  return (
    againstReading(facts) ??
    (row?.environment === null ? 'no-environment' : null)
  );
}

export function againstVerdict(
  facts: IReasonFacts,
  row: IHistoryRow | null
): Reason | null {
  return againstReading(facts) ?? (row?.verdict === null ? 'not-tried' : null);
}

/** The list shows what is there, whether or not the server is. */
export function againstListing(facts: IReasonFacts): Reason | null {
  return facts.notebook === null ? 'no-notebook' : null;
}

/** Data is asked for of a checkpoint, or of all of the notebook. */
export function againstRows(facts: IReasonFacts): Reason | null {
  if (facts.notebook === null) {
    return 'no-notebook';
  }
  return againstReading(facts) ?? (facts.hasCheckpoints ? null : 'nothing-yet');
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
