import type { Reach } from '../connection';
import type { IKernelState } from './kernel';

/** What is told, in a word or two, of how keeping goes. */
export type Keeping =
  | { kind: 'offline' }
  | { kind: 'read-only' }
  | { kind: 'paused' }
  | { kind: 'late'; at: number; waiting: number }
  | { kind: 'saving'; variables: number; bytes: number }
  | { kind: 'waiting'; cells: number }
  | { kind: 'kept'; at: number }
  | { kind: 'nothing' };

export interface IKeepingFacts {
  reach: Reach;
  readOnly: string | null;
  notebook: string | null;
  state: IKernelState | null;
  /** When the state was told. */
  heardAt: number;
  /** When the newest row was recorded; null without rows. */
  newest: number | null;
}

/** Choose what to tell: what asks for attention comes first. */
export function keepingOf(facts: IKeepingFacts): Keeping {
  const { state } = facts;
  if (facts.reach === 'missing' || facts.notebook === null) {
    return { kind: 'nothing' };
  }
  if (facts.reach === 'offline') {
    return { kind: 'offline' };
  }
  if (facts.readOnly !== null) {
    return { kind: 'read-only' };
  }
  if (state?.paused) {
    return { kind: 'paused' };
  }
  if (state?.late) {
    const { waiting, behind_s } = state.late;
    return { kind: 'late', at: facts.heardAt - behind_s, waiting };
  }
  if (state?.saving && state.saving.variables > 0) {
    const { variables, bytes } = state.saving;
    return { kind: 'saving', variables, bytes };
  }
  // Before the first cell ran, what is under way is the kernel's own.
  if (state && state.pending > 0 && facts.newest !== null) {
    return { kind: 'waiting', cells: state.pending };
  }
  return settled(facts);
}

/** The same as if nothing were under way: what is shown of short work. */
export function settled({ newest }: IKeepingFacts): Keeping {
  return newest === null ? { kind: 'nothing' } : { kind: 'kept', at: newest };
}

/**
 * Whether it passes by itself, usually before anyone could read it.
 *
 * What is being saved is told by the kernel only when it lasts.
 */
export function isBrief({ kind }: Keeping): boolean {
  return kind === 'waiting';
}
