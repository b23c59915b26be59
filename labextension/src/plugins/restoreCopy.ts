import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookAsItWas } from '../api/client';
import { ProblemError } from '../api/problem';
import type { IRestoreChoices } from '../model/restore/offer';
import type { ICommandParts } from './commands';
import { openCopy } from './copy';
import { kernelOf } from './kernelOf';
import type { IDone } from './restoreText';

/** What was done, and the copy, if this page shows it. */
export interface ICopied {
  done: IDone;
  panel: NotebookPanel | null;
}

/** Open the notebook as it was beside the present one, with its variables if wanted. */
export async function restoreIntoCopy(
  { app, history, trans }: ICommandParts,
  notebooks: INotebookTracker,
  shown: INotebookAsItWas,
  choices: IRestoreChoices
): Promise<ICopied> {
  const path = await openCopy(app, shown, trans);
  const panel = notebooks.find(({ context }) => context.path === path) ?? null;
  const done: IDone = { what: 'restored', report: null, hasNotebook: false };
  if (path === null || !choices.variables || shown.checkpoint === null) {
    return { done, panel };
  }
  // A page with one notebook opens the copy in a page of its own.
  const kernel = panel && (await kernelOf(history.followed, panel));
  if (kernel?.support !== 'yes') {
    throw late(trans);
  }
  const { recompute } = choices;
  const report = await kernel.restore(shown.checkpoint, { recompute });
  return { done: { ...done, report }, panel };
}

function late(trans: TranslationBundle): ProblemError {
  return new ProblemError(
    'no_support',
    trans.__('The copy is open, but its variables did not come with it.'),
    trans.__('Start a kernel that has jupyter_mm there, then restore into it.')
  );
}
