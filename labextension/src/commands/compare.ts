import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { NO_ARGS, NOTEBOOK, ref, type ICommandText } from './text';

export const compareIDs = {
  compare: 'jupyter-mm:compare',
  compareWithPrevious: 'jupyter-mm:compare-with-previous',
  compareWithCheckpoint: 'jupyter-mm:compare-with-checkpoint',
  pickForCompare: 'jupyter-mm:pick-for-compare',
  whyChanged: 'jupyter-mm:why-changed',
  nextChange: 'jupyter-mm:next-change',
  previousChange: 'jupyter-mm:previous-change'
} as const;

const SIDE =
  'An id or its first digits, a tag, now~3, @10:30; “now” for the notebook as it is, “file” for the one on disk.';

const SIDES = {
  a: { type: 'string', description: `The earlier state. ${SIDE}` },
  b: { type: 'string', description: `The later state. ${SIDE}` },
  notebook: {
    type: 'string',
    description: 'Path of the notebook; the one in front when it is left out.'
  }
};

const COMPARE_ARGS = {
  type: 'object',
  properties: {
    ...SIDES,
    tab: {
      type: 'string',
      description: 'What tells the tab from others when a layout is restored.'
    }
  }
};

const WHY_ARGS = {
  type: 'object',
  properties: {
    metric: {
      type: 'string',
      description: 'Name of a logged value; the first that differs.'
    },
    ...SIDES
  }
};

const PREVIOUS_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    selected: {
      type: 'boolean',
      description: 'Take the selected row instead of the newest.'
    },
    ...NOTEBOOK
  }
};

const PATH_ARGS = {
  type: 'object',
  properties: {
    path: {
      type: 'string',
      description: 'Notebook to compare; the open one when it is left out.'
    },
    selected: {
      type: 'boolean',
      description: 'Take the notebook that is selected in the file browser.'
    }
  }
};

export function compareTexts(
  trans: TranslationBundle
): Record<(typeof compareIDs)[keyof typeof compareIDs], ICommandText> {
  return {
    [compareIDs.compare]: {
      label: trans.__('Compare'),
      caption: trans.__(
        'Show how two checkpoints differ, or one and the notebook now'
      ),
      args: COMPARE_ARGS
    },
    [compareIDs.compareWithPrevious]: {
      label: trans.__('Compare with Previous'),
      caption: trans.__('Show what changed since the checkpoint before'),
      args: PREVIOUS_ARGS
    },
    [compareIDs.compareWithCheckpoint]: {
      label: trans.__('Compare with Checkpoint…'),
      caption: trans.__('Show how this notebook differs from its checkpoints'),
      args: PATH_ARGS
    },
    [compareIDs.pickForCompare]: {
      label: trans.__('Pick for Compare'),
      caption: trans.__('Two picked checkpoints can be compared'),
      args: ref(false)
    },
    [compareIDs.whyChanged]: {
      label: trans.__('Why Did This Metric Change?'),
      caption: trans.__('Show what can have changed a logged value'),
      args: WHY_ARGS
    },
    [compareIDs.nextChange]: {
      label: trans.__('Next Change'),
      caption: trans.__('Go to the next cell that differs'),
      args: NO_ARGS
    },
    [compareIDs.previousChange]: {
      label: trans.__('Previous Change'),
      caption: trans.__('Go to the cell before that differs'),
      args: NO_ARGS
    }
  };
}
