import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { NO_ARGS, NOTEBOOK, ref, type ICommandText } from './text';

export const historyIDs = {
  openSidebar: 'jupyter-mm:open-sidebar',
  saveCheckpoint: 'jupyter-mm:save-checkpoint',
  openCheckpoint: 'jupyter-mm:open-checkpoint',
  togglePin: 'jupyter-mm:toggle-pin',
  rename: 'jupyter-mm:rename',
  tag: 'jupyter-mm:tag',
  note: 'jupyter-mm:note',
  setBaseline: 'jupyter-mm:set-baseline',
  previousCheckpoint: 'jupyter-mm:previous-checkpoint',
  nextCheckpoint: 'jupyter-mm:next-checkpoint',
  copyId: 'jupyter-mm:copy-id',
  completeNotebook: 'jupyter-mm:complete-notebook',
  runExample: 'jupyter-mm:run-example'
} as const;

const OPEN_ARGS = {
  type: 'object',
  properties: {
    section: {
      type: 'string',
      enum: ['checkpoints', 'runs', 'variables', 'data', 'environment'],
      description: 'Section to open as well.'
    }
  }
};

const SAVE_ARGS = {
  type: 'object',
  properties: {
    message: { type: 'string', description: 'Name; asked for when left out.' },
    tags: { type: 'array', items: { type: 'string' } },
    pin: { type: 'boolean' },
    ...NOTEBOOK
  }
};

const RENAME_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    message: { type: 'string', description: 'Name; asked for when left out.' }
  }
};

const TAG_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    tags: {
      type: 'array',
      items: { type: 'string' },
      description: 'All tags it has from then on; asked for when left out.'
    }
  }
};

const NOTE_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    note: {
      type: 'string',
      description:
        'Text; asked for when left out. An empty one takes the note away.'
    }
  }
};

export function historyTexts(
  trans: TranslationBundle
): Record<(typeof historyIDs)[keyof typeof historyIDs], ICommandText> {
  return {
    [historyIDs.openSidebar]: {
      label: trans.__('Show Checkpoints'),
      caption: trans.__('Open the Experiments sidebar'),
      args: OPEN_ARGS
    },
    [historyIDs.saveCheckpoint]: {
      label: trans.__('Save Named Checkpoint…'),
      caption: trans.__(
        'Give the newest checkpoint a name, so you find it again'
      ),
      args: SAVE_ARGS
    },
    [historyIDs.openCheckpoint]: {
      label: trans.__('Open Checkpoint'),
      caption: trans.__('Show the notebook as it was, in a read-only tab'),
      args: ref(false)
    },
    [historyIDs.togglePin]: {
      label: trans.__('Pin or Unpin Checkpoint'),
      caption: trans.__('Mark this checkpoint with a star'),
      args: ref(false)
    },
    [historyIDs.rename]: {
      label: trans.__('Name This Checkpoint…'),
      caption: trans.__('Give this checkpoint a name of your own'),
      args: RENAME_ARGS
    },
    [historyIDs.tag]: {
      label: trans.__('Tags of This Checkpoint…'),
      caption: trans.__('Give this checkpoint words to be found by'),
      args: TAG_ARGS
    },
    [historyIDs.note]: {
      label: trans.__('Note on This Checkpoint…'),
      caption: trans.__('Write down what is worth knowing about it'),
      args: NOTE_ARGS
    },
    [historyIDs.setBaseline]: {
      label: trans.__('Measure Against This Checkpoint'),
      caption: trans.__(
        'Make it the baseline: logged values of all others are compared with it'
      ),
      args: ref(false)
    },
    [historyIDs.previousCheckpoint]: {
      label: trans.__('Select the Checkpoint Above'),
      caption: trans.__('Go up one line in the list of checkpoints'),
      args: NO_ARGS
    },
    [historyIDs.nextCheckpoint]: {
      label: trans.__('Select the Checkpoint Below'),
      caption: trans.__('Go down one line in the list of checkpoints'),
      args: NO_ARGS
    },
    [historyIDs.copyId]: {
      label: trans.__('Copy Checkpoint Id'),
      caption: trans.__('Copy the id for %mm_checkout and the command line'),
      args: ref(false)
    },
    [historyIDs.completeNotebook]: {
      label: trans.__('Complete Notebook from History'),
      caption: trans.__(
        'Put in the outputs of cells that ran while this page was closed'
      ),
      args: NO_ARGS
    },
    [historyIDs.runExample]: {
      label: trans.__('Run the Checkpoints Example'),
      caption: trans.__('Open a small notebook and run its cells'),
      args: NO_ARGS
    }
  };
}
