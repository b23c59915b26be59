import type { ISignal } from '@lumino/signaling';

/** Whether the kernel of a notebook can restore. */
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
  // What follows is absent in kernels with an older jupyter_mm.
  undo?: IStep | null;
  redo?: IStep | null;
  saving?: ISaving | null;
  late?: ILate | null;
  /** Large variables that nobody has decided on; they are kept meanwhile. */
  asks?: IAsk[];
  paused?: boolean;
  /** Names, or shell patterns of names, that are not kept. */
  excluded?: string[];
  recoverable?: IRecoverable | null;
}

/** A restore of variables that can be taken back, or done again. */
export interface IStep {
  id: string;
  at: number;
}

/** What is being written while the kernel is free again. */
export interface ISaving {
  variables: number;
  bytes: number;
  since: number;
}

/** How far what is kept lies behind what ran. */
export interface ILate {
  waiting: number;
  behind_s: number;
}

export interface IAsk {
  name: string;
  size_bytes: number;
}

/** What an empty kernel could have back from the one before it. */
export interface IRecoverable {
  ref: string;
  variables: number;
  lost: number;
  bytes: number;
  at: number;
  title: string | null;
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
  /** Whether what is in memory under that name stays. */
  stays?: boolean;
}

/** Something that running a cell again would do again outside the kernel. */
export interface IEffect {
  kind: string;
  detail: string;
}

/** A variable that was not kept, and the cell that could make it again. */
export interface IRecomputable {
  name: string;
  type: string;
  reason: string;
  cell: string | null;
  source: string;
  effects: IEffect[];
  possible: boolean;
  /** Why it is not possible, or what would differ; empty when all is as it was. */
  why: string | null;
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
  // Absent in kernels with an older jupyter_mm.
  recompute?: IRecomputable[];
  /** Parts of the process beside variables, as `torch.random`. */
  process?: string[];
  /** Read, but not restored: they share state with what was asked for. */
  along?: string[];
  /** What differs now and may matter, as another version of a package. */
  notes?: string[];
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
  recomputed?: string[];
  notes?: string[];
}

/** The kernel of an open notebook, as far as history needs it. */
export interface IKernel {
  readonly changed: ISignal<unknown, void>;
  readonly support: Support;
  readonly state: IKernelState | null;
  /** When the state was told, in seconds since the epoch. */
  readonly heardAt: number;
  plan(ref: string, scope?: IPlanScope): Promise<IRestorePlan>;
  restore(ref: string, choice?: IRestoreChoice): Promise<IRestoreReport>;
  /** Bind an earlier value to another name, beside the present one. */
  get(ref: string, name: string, other: string): Promise<void>;
  undo(): Promise<IRestoreReport>;
  redo(): Promise<IRestoreReport>;
  /** Bring back what the kernel before this one had. */
  recover(ref?: string): Promise<IRestoreReport>;
  /** Name the next checkpoint, the first of a branch; an empty name names none. */
  branch(name: string): Promise<void>;
  /** Answer one of the state's `asks`. */
  decide(name: string, keep: boolean): Promise<void>;
  pause(isPaused: boolean): Promise<void>;
  /** Do not keep these names (or shell patterns) any more, or keep them again. */
  exclude(names: readonly string[], isExcluded: boolean): Promise<void>;
}

export interface IPlanScope {
  names?: string[] | undefined;
  /** Bring back what is missing, and leave all that is there. */
  recovery?: boolean;
}

/** What of a checkpoint to restore; everything that was kept, when left out. */
export interface IRestoreChoice {
  names?: string[] | undefined;
  /** Variables whose cells may run again. */
  recompute?: string[];
}

/** Whether variables of the present would be gone and not come back. */
export function losesVariables(plan: IRestorePlan): boolean {
  return plan.remove.length > 0 || plan.cannot.length > 0;
}

/** Whether the restore would change nothing at all, whatever is chosen. */
export function changesNothing(plan: IRestorePlan): boolean {
  return (
    plan.load.length === 0 &&
    plan.remove.length === 0 &&
    (plan.process ?? []).length === 0 &&
    !(plan.recompute ?? []).some(({ possible }) => possible)
  );
}

/** What cannot come back by any means: each name is told of once. */
export function beyondReach(plan: IRestorePlan): IUnrestorable[] {
  const offered = new Set((plan.recompute ?? []).map(({ name }) => name));
  return plan.cannot.filter(({ name }) => !offered.has(name));
}
