import type { INotebookChanges } from './notebookRestore';
import { changesNothing, type IRestorePlan } from '../kernel/kernel';

export type Part = 'notebook' | 'variables' | 'environment';
export const PARTS: readonly Part[] = ['notebook', 'variables', 'environment'];

export type Target = 'notebook' | 'branch' | 'copy';
export const TARGETS: readonly Target[] = ['notebook', 'branch', 'copy'];

/** Why a part cannot come back here. */
export type Hindrance =
  | 'read-only' // the store cannot keep what is there now
  | 'not-seen' // only the executed cells are known of the document
  | 'not-kept'
  | 'no-kernel'
  | 'no-support'
  | 'waiting';

/** What is known before anything is restored. */
export interface IRestoreOffer {
  /** File name of the notebook that it goes into. */
  name: string;
  title: string;
  /** Null when the notebook cannot be put back. */
  notebook: INotebookChanges | null;
  notebookHindrance: Hindrance | null;
  /** Null while a cell runs: what changes is known when it is done. */
  plan: IRestorePlan | null;
  variablesHindrance: Hindrance | null;
  /** Variables of the checkpoint, of a kernel that is busy. */
  kept: number | null;
  /** Packages that differ now; null when that is not known. */
  packages: number | null;
  running: number;
  /** Who else has this notebook open. */
  others: string[];
  isReadOnly: boolean;
}

/** What was chosen of it. */
export interface IRestoreChoices {
  notebook: boolean;
  variables: boolean;
  /** Variables whose cells may run again. */
  recompute: string[];
  environment: 'ignore' | 'warn' | 'build';
  into: Target;
  /** Name of the branch that begins there; empty for none. */
  branch: string;
}

/** What a command asked for beforehand. */
export interface IWish {
  parts?: readonly Part[];
  into?: Target;
  branch?: string;
  /** The notebook in which the reference is looked up, if not the followed one. */
  notebook?: string;
}

export function changesNotebook({ notebook }: IRestoreOffer): boolean {
  return notebook !== null && Object.values(notebook).some(count => count > 0);
}

export function changesVariables(offer: IRestoreOffer): boolean {
  return (
    offer.variablesHindrance === null &&
    (offer.plan === null || !changesNothing(offer.plan))
  );
}

/** Whether anything could be done: a copy can always be made. */
export function isSameNow(offer: IRestoreOffer): boolean {
  return (
    offer.notebook !== null &&
    offer.variablesHindrance === null &&
    !changesNotebook(offer) &&
    !changesVariables(offer)
  );
}

/** What is ticked when the dialog opens. */
export function firstChoices(
  offer: IRestoreOffer,
  { parts, into, branch = '' }: IWish
): IRestoreChoices {
  const isWished = (part: Part): boolean => parts?.includes(part) ?? true;
  const usual = offer.isReadOnly ? 'copy' : 'branch';
  return {
    notebook: isWished('notebook') && changesNotebook(offer),
    variables: isWished('variables') && changesVariables(offer),
    recompute: [],
    environment: parts?.includes('environment')
      ? 'build'
      : offer.packages
        ? 'warn'
        : 'ignore',
    into: offer.isReadOnly ? 'copy' : (into ?? usual),
    branch
  };
}

/** Whether these choices would do anything. */
export function doesAnything(choices: IRestoreChoices): boolean {
  return (
    choices.into === 'copy' ||
    choices.notebook ||
    choices.variables ||
    choices.environment === 'build'
  );
}
