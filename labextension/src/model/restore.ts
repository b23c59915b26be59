import type { ISignal } from '@lumino/signaling';

import type { ProblemError } from '../api/problem';

/** Whether the followed notebook's kernel can restore. */
export type Support =
  | 'none' // no kernel runs
  | 'waiting' // asked, and not answered yet: a busy kernel answers later
  | 'yes'
  | 'no'; // a kernel without jupyter_mm

/** How the kernel side is, as it says after each capture and restore. */
export interface IKernelState {
  session: string;
  /** The checkpoint that the session stands on. */
  head: { id: string } | null;
  can_undo: boolean;
  can_redo: boolean;
  errors: { count: number; last: string | null };
  pending: number;
  version: string;
}

export interface IPlannedVariable {
  name: string;
  type: string;
  summary: string;
  size_bytes: number | null;
}

export interface IUnrestorable {
  name: string;
  type: string;
  reason: string;
}

/** What a restore would do; nothing has been done yet. */
export interface IRestorePlan {
  checkpoint: string;
  title?: string | null;
  load: IPlannedVariable[];
  unchanged: string[];
  remove: string[];
  cannot: IUnrestorable[];
  bytes: number;
}

/** What a restore did. */
export interface IRestoreReport {
  checkpoint: string | null;
  restored: string[];
  removed: string[];
  kept: string[];
  missing: { name: string; reason: string }[];
  undo: string | null;
  text: string;
}

/** The kernel of the followed notebook, as far as restores need it. */
export interface IKernel {
  readonly changed: ISignal<unknown, void>;
  readonly support: Support;
  readonly state: IKernelState | null;
  plan(ref: string, names?: string[]): Promise<IRestorePlan>;
  restore(ref: string, names?: string[]): Promise<IRestoreReport>;
  undo(): Promise<IRestoreReport>;
  redo(): Promise<IRestoreReport>;
}

/** Whether variables of the present would be gone and not come back. */
export function losesVariables(plan: IRestorePlan): boolean {
  return plan.remove.length > 0 || plan.cannot.length > 0;
}

/** Whether the restore would change nothing at all. */
export function changesNothing(plan: IRestorePlan): boolean {
  return plan.load.length === 0 && plan.remove.length === 0;
}

/** What people should be told when a restore was refused. */
export function refusalOf(problem: ProblemError): {
  message: string;
  hint: string;
} {
  return { message: problem.message, hint: problem.hint };
}
