import type { TranslationBundle } from '@jupyterlab/translation';

import { type ICommandText } from './text';

export const variablesIDs = {
  variableHistory: 'jupyter-mm:variable-history',
  copyVariable: 'jupyter-mm:copy-variable',
  copyVariableLoader: 'jupyter-mm:copy-variable-loader'
} as const;

const NAME = {
  name: {
    type: 'string',
    description: 'Name of the variable; asked for when it is left out.'
  }
};

const REF = {
  ref: {
    type: 'string',
    description:
      'Checkpoint that has the value; the one that the kernel stands on when it is left out.'
  }
};

export function variablesTexts(
  trans: TranslationBundle
): Record<(typeof variablesIDs)[keyof typeof variablesIDs], ICommandText> {
  return {
    [variablesIDs.variableHistory]: {
      label: trans.__('History of a Variable…'),
      caption: trans.__('Show how a variable changed, and go back to a value'),
      args: { type: 'object', properties: NAME }
    },
    [variablesIDs.copyVariable]: {
      label: trans.__('Copy Variable into the Kernel…'),
      caption: trans.__(
        'Put an earlier value under another name, beside the present one'
      ),
      args: {
        type: 'object',
        properties: {
          ...NAME,
          ...REF,
          as: {
            type: 'string',
            description: 'The other name; asked for when it is left out.'
          }
        }
      }
    },
    [variablesIDs.copyVariableLoader]: {
      label: trans.__('Copy Code That Loads a Variable'),
      caption: trans.__(
        'Copy a line of Python that gives this value, here or in another notebook'
      ),
      args: { type: 'object', properties: { ...NAME, ...REF } }
    }
  };
}
