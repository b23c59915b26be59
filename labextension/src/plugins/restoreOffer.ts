import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IHistoryRow, INotebookAsItWas } from '../api/client';
import { asProblem, ProblemError } from '../api/problem';
import { changesBetween, documentOf } from '../model/restore/notebookRestore';
import type { IKernel, IRestorePlan } from '../model/kernel/kernel';
import type { Hindrance, IRestoreOffer } from '../model/restore/offer';
import type { IHistory } from '../tokens';
import type { ICommandParts } from './commands';
import { modelOf } from './openModel';
import type { IShownPlace } from './restorePlace';

const STOP_MS = 15_000;
const LOOK_MS = 50;

/** What a restore would do, and the document that it would put back. */
export interface IFound {
  offer: IRestoreOffer;
  shown: INotebookAsItWas;
}

/** Look at all parts of a checkpoint; nothing is changed. */
export async function look(
  { history, trans }: ICommandParts,
  { panel, kernel, shown }: IShownPlace,
  ref: string,
  row: IHistoryRow | null
): Promise<IFound> {
  const { connection } = history;
  const running = runningCells(panel);
  const isReadOnly = (connection.store?.read_only ?? null) !== null;
  const against = isReadOnly
    ? 'read-only'
    : againstVariables(kernel, shown, running);
  const [plan, packages] = await Promise.all([
    against === null && running === 0
      ? planOf(kernel, shown.checkpoint ?? ref)
      : null,
    shown.checkpoint === null
      ? null
      : packagesThatDiffer(history, shown.checkpoint, panel.context.path)
  ]);
  const isBusy = against === null && plan === null;
  const document = shown.notebook as unknown as INotebookContent;
  const offer: IRestoreOffer = {
    name: PathExt.basename(panel.context.path),
    title: row?.message ?? row?.title ?? plan?.title ?? ref,
    notebook: shown.complete
      ? changesBetween(documentOf(modelOf(panel, trans).sharedModel), document)
      : null,
    notebookHindrance: isReadOnly
      ? 'read-only'
      : shown.complete
        ? null
        : 'not-seen',
    plan,
    variablesHindrance: against,
    kept: isBusy ? (row?.kept ?? null) : null,
    packages,
    running: isBusy ? Math.max(running, 1) : running,
    others: othersIn(modelOf(panel, trans)),
    isReadOnly
  };
  return { offer, shown };
}

function againstVariables(
  kernel: IKernel,
  shown: INotebookAsItWas,
  running: number
): Hindrance | null {
  if (shown.checkpoint === null) {
    return 'not-kept';
  }
  switch (kernel.support) {
    case 'none':
      return 'no-kernel';
    case 'no':
      return 'no-support';
    case 'waiting':
      return running > 0 ? null : 'waiting';
    case 'yes':
      return null;
  }
}

/** A kernel in which a cell runs cannot say what would change. */
async function planOf(
  kernel: IKernel,
  ref: string
): Promise<IRestorePlan | null> {
  try {
    return await kernel.plan(ref);
  } catch (reason) {
    if (asProblem(reason).kind === 'conflict') {
      return null;
    }
    throw reason;
  }
}

async function packagesThatDiffer(
  { client }: IHistory,
  ref: string,
  path: string
): Promise<number | null> {
  try {
    const { environment } = await client.drift(ref, path);
    return environment.packages.length;
  } catch {
    return null; // without it there is one line less
  }
}

/** Cells of this notebook that run or wait to. */
export function runningCells({ model }: NotebookPanel): number {
  return (model?.sharedModel.cells ?? []).filter(
    cell => 'executionState' in cell && cell.executionState === 'running'
  ).length;
}

/** Stop what runs, and wait until the kernel listens again. */
export async function interrupt(
  panel: NotebookPanel,
  trans: TranslationBundle
): Promise<void> {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel || (kernel.status !== 'busy' && runningCells(panel) === 0)) {
    return;
  }
  await kernel.interrupt();
  const end = Date.now() + STOP_MS;
  while (kernel.status === 'busy' || runningCells(panel) > 0) {
    if (Date.now() > end || kernel.isDisposed) {
      throw new ProblemError(
        'conflict',
        trans.__('The running cell does not stop, so nothing was restored.'),
        trans.__('Wait until it is done, or restart the kernel.')
      );
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
}

/** Names of those who have the same notebook open, where people work together. */
function othersIn({ sharedModel }: INotebookModel): string[] {
  const { awareness } = sharedModel;
  const names = new Set<string>();
  for (const [id, state] of awareness.getStates()) {
    const user = state['user'] as Record<string, unknown> | undefined;
    const name = user?.['display_name'] ?? user?.['name'];
    if (id !== awareness.clientID && typeof name === 'string') {
      names.add(name);
    }
  }
  return [...names].sort();
}
