import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { NOTEBOOK, NOTEBOOK_ARGS, ref, type ICommandText } from './text';

export const restoreIDs = {
  restore: 'jupyter-mm:restore',
  undoRestore: 'jupyter-mm:undo-restore',
  redoRestore: 'jupyter-mm:redo-restore',
  recover: 'jupyter-mm:recover'
} as const;

const RESTORE_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    names: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Variables to restore, and nothing else; everything when it is left out.'
    },
    parts: {
      type: 'array',
      items: { type: 'string', enum: ['notebook', 'variables', 'environment'] },
      description: 'What is ticked when the dialog opens.'
    },
    into: {
      type: 'string',
      enum: ['notebook', 'branch', 'copy'],
      description: 'Where to: this notebook, a new branch of it, a copy.'
    },
    branch: { type: 'string', description: 'Name of the new branch.' },
    notebook: {
      type: 'string',
      description:
        'Path of the notebook that the reference is of; the one in front when it is left out.'
    }
  }
};

const RECOVER_ARGS = {
  type: 'object',
  properties: {
    ref: {
      type: 'string',
      description:
        'Checkpoint to go back to; the last one before the kernel ended when it is left out.'
    },
    details: {
      type: 'boolean',
      description: 'Show first what comes back and what does not.'
    },
    ...NOTEBOOK
  }
};

export function restoreTexts(
  trans: TranslationBundle
): Record<(typeof restoreIDs)[keyof typeof restoreIDs], ICommandText> {
  return {
    [restoreIDs.restore]: {
      label: trans.__('Restore…'),
      caption: trans.__(
        'Bring back the notebook, its variables or its environment as they were'
      ),
      args: RESTORE_ARGS
    },
    [restoreIDs.undoRestore]: {
      label: trans.__('Undo Restore'),
      caption: trans.__(
        'Bring back notebook and variables as they were before the last restore'
      ),
      args: NOTEBOOK_ARGS
    },
    [restoreIDs.redoRestore]: {
      label: trans.__('Redo Restore'),
      caption: trans.__('Restore again what was undone'),
      args: NOTEBOOK_ARGS
    },
    [restoreIDs.recover]: {
      label: trans.__('Recover Variables'),
      caption: trans.__(
        'Bring back the variables that this notebook had when its kernel ended'
      ),
      args: RECOVER_ARGS
    }
  };
}
