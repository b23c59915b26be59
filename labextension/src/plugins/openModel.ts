import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ProblemError } from '../api/problem';

/** What an open notebook holds; a closed one is a problem. */
export function modelOf(
  panel: NotebookPanel,
  trans: TranslationBundle
): INotebookModel {
  const { model } = panel;
  if (panel.isDisposed || !model) {
    throw new ProblemError(
      'conflict',
      trans.__('The notebook was closed, so nothing was put back.'),
      trans.__('Open it and try again.')
    );
  }
  return model;
}
