import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { ref, type ICommandText } from './text';

export const jobsIDs = {
  reproduce: 'jupyter-mm:reproduce',
  showVerdict: 'jupyter-mm:show-verdict',
  buildEnvironment: 'jupyter-mm:build-environment',
  cancelJob: 'jupyter-mm:cancel-job',
  showLog: 'jupyter-mm:show-log'
} as const;

const JOB_ARGS = {
  type: 'object',
  properties: {
    job: {
      type: 'string',
      description: 'Id of the job; the newest one that runs when left out.'
    }
  }
};

const REPRODUCE_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    slice: {
      type: 'boolean',
      description:
        'Run only what the last cell depends on. Asked for, with the tolerance, when left out.'
    },
    tolerance: {
      type: 'number',
      description: 'Relative, for numbers in outputs and metrics.'
    }
  }
};

export function jobsTexts(
  trans: TranslationBundle
): Record<(typeof jobsIDs)[keyof typeof jobsIDs], ICommandText> {
  return {
    [jobsIDs.reproduce]: {
      label: trans.__('Reproduce…'),
      caption: trans.__(
        'Run the cells that led here again in a clean process, and compare the outputs'
      ),
      args: REPRODUCE_ARGS
    },
    [jobsIDs.showVerdict]: {
      label: trans.__('Show Verdict'),
      caption: trans.__('Show what came of reproducing this checkpoint'),
      args: ref(false)
    },
    [jobsIDs.buildEnvironment]: {
      label: trans.__('Build Kernel from Environment'),
      caption: trans.__(
        'Make a kernel with the packages that this checkpoint ran under'
      ),
      args: ref(false)
    },
    [jobsIDs.cancelJob]: {
      label: trans.__('Cancel Reproducing or Building'),
      caption: trans.__('End what runs on the server'),
      args: JOB_ARGS
    },
    [jobsIDs.showLog]: {
      label: trans.__('Show Log of Reproducing or Building'),
      caption: trans.__('Show how far it is, and what it wrote'),
      args: JOB_ARGS
    }
  };
}
