import type { TranslationBundle } from '@jupyterlab/translation';

import { NOTEBOOK, type ICommandText } from './text';

export const keepingIDs = {
  pauseCapture: 'jupyter-mm:pause-capture',
  excludeVariables: 'jupyter-mm:exclude-variables'
} as const;

const PAUSE_ARGS = {
  type: 'object',
  properties: {
    paused: { type: 'boolean', description: 'The other way when left out.' },
    remember: {
      type: 'boolean',
      description: 'Also for the next kernels of this notebook.'
    },
    ...NOTEBOOK
  }
};

const EXCLUDE_ARGS = {
  type: 'object',
  properties: {
    names: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Names, or patterns such as tmp*; asked for when they are left out.'
    },
    excluded: {
      type: 'boolean',
      description: 'False keeps them again.'
    },
    ...NOTEBOOK
  }
};

export function keepingTexts(
  trans: TranslationBundle
): Record<(typeof keepingIDs)[keyof typeof keepingIDs], ICommandText> {
  return {
    [keepingIDs.pauseCapture]: {
      label: trans.__('Pause Keeping'),
      caption: trans.__('Keep nothing of the cells that run from now on'),
      args: PAUSE_ARGS
    },
    [keepingIDs.excludeVariables]: {
      label: trans.__('Never Keep Variables…'),
      caption: trans.__(
        'Leave out variables by name, such as secrets and scratch values'
      ),
      args: EXCLUDE_ARGS
    }
  };
}
