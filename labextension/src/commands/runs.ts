import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICommandText } from './text';

export const runsIDs = {
  openRuns: 'jupyter-mm:open-runs'
} as const;

const RUNS_ARGS = {
  type: 'object',
  properties: {
    notebook: {
      type: 'string',
      description: 'Path of the notebook; the one in front when it is left out.'
    }
  }
};

export function runsTexts(
  trans: TranslationBundle
): Record<(typeof runsIDs)[keyof typeof runsIDs], ICommandText> {
  return {
    [runsIDs.openRuns]: {
      label: trans.__('Show Runs'),
      caption: trans.__('List the runs of this notebook with what they logged'),
      args: RUNS_ARGS
    }
  };
}
