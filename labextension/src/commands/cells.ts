import type { TranslationBundle } from '@jupyterlab/translation';

import { NOTEBOOK, type ICommandText } from './text';

export const cellsIDs = {
  cellHistory: 'jupyter-mm:cell-history',
  restoreCell: 'jupyter-mm:restore-cell'
} as const;

const CELL = {
  type: 'string',
  description: 'Id of the cell; the active one when it is left out.'
};

const HISTORY_ARGS = {
  type: 'object',
  properties: { cell: CELL, ...NOTEBOOK }
};

const RESTORE_ARGS = {
  type: 'object',
  properties: {
    cell: CELL,
    ref: {
      type: 'string',
      description:
        'Execution or checkpoint to take it from; its history is shown when it is left out.'
    },
    ...NOTEBOOK
  }
};

export function cellsTexts(
  trans: TranslationBundle
): Record<(typeof cellsIDs)[keyof typeof cellsIDs], ICommandText> {
  return {
    [cellsIDs.cellHistory]: {
      label: trans.__('History of This Cell'),
      caption: trans.__('Show the texts that this cell had when it ran'),
      args: HISTORY_ARGS
    },
    [cellsIDs.restoreCell]: {
      label: trans.__('Put Cell Back…'),
      caption: trans.__('Put one cell back as it was, deleted or not'),
      args: RESTORE_ARGS
    }
  };
}
