import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';

/** Ids of the commands; other extensions and shortcuts may rely on them. */
export const CommandIDs = {
  openSidebar: 'jupyter-mm:open-sidebar',
  saveCheckpoint: 'jupyter-mm:save-checkpoint',
  openCheckpoint: 'jupyter-mm:open-checkpoint',
  restore: 'jupyter-mm:restore',
  undoRestore: 'jupyter-mm:undo-restore',
  redoRestore: 'jupyter-mm:redo-restore',
  togglePin: 'jupyter-mm:toggle-pin',
  rename: 'jupyter-mm:rename',
  copyId: 'jupyter-mm:copy-id',
  completeNotebook: 'jupyter-mm:complete-notebook'
} as const;

export type CommandID = (typeof CommandIDs)[keyof typeof CommandIDs];

/** What people read of a command, and what it may be given. */
export interface ICommandText {
  label: string;
  caption: string;
  args: ReadonlyJSONObject;
}

const NO_ARGS = { type: 'object', properties: {} };

const ref = (required: boolean): ReadonlyJSONObject => ({
  type: 'object',
  properties: {
    ref: {
      type: 'string',
      description:
        'Checkpoint or execution: an id or its first digits, a tag, now~3, @10:30. The selected row when it is left out.'
    }
  },
  ...(required ? { required: ['ref'] } : {})
});

const SAVE_ARGS = {
  type: 'object',
  properties: {
    message: { type: 'string', description: 'Name; asked for when left out.' },
    tags: { type: 'array', items: { type: 'string' } },
    pin: { type: 'boolean' }
  }
};

const RESTORE_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    names: {
      type: 'array',
      items: { type: 'string' },
      description: 'Variables to restore; all when left out.'
    }
  }
};

const RENAME_ARGS = {
  type: 'object',
  properties: {
    ...(ref(false)['properties'] as ReadonlyJSONObject),
    message: { type: 'string', description: 'Name; asked for when left out.' }
  }
};

export function commandTexts(
  trans: TranslationBundle
): Record<CommandID, ICommandText> {
  return {
    [CommandIDs.openSidebar]: {
      label: trans.__('Show Checkpoints'),
      caption: trans.__('Open the Experiments sidebar'),
      args: NO_ARGS
    },
    [CommandIDs.saveCheckpoint]: {
      label: trans.__('Save Named Checkpoint…'),
      caption: trans.__(
        'Give the newest checkpoint a name, so you find it again'
      ),
      args: SAVE_ARGS
    },
    [CommandIDs.openCheckpoint]: {
      label: trans.__('Open Checkpoint'),
      caption: trans.__('Show the notebook as it was, in a read-only tab'),
      args: ref(false)
    },
    [CommandIDs.restore]: {
      label: trans.__('Restore Variables…'),
      caption: trans.__(
        'Bring the variables of this checkpoint back into the kernel'
      ),
      args: RESTORE_ARGS
    },
    [CommandIDs.undoRestore]: {
      label: trans.__('Undo Restore'),
      caption: trans.__(
        'Bring back the variables as they were before the last restore'
      ),
      args: NO_ARGS
    },
    [CommandIDs.redoRestore]: {
      label: trans.__('Redo Restore'),
      caption: trans.__('Restore again what was undone'),
      args: NO_ARGS
    },
    [CommandIDs.togglePin]: {
      label: trans.__('Pin or Unpin Checkpoint'),
      caption: trans.__('Mark this checkpoint with a star'),
      args: ref(false)
    },
    [CommandIDs.rename]: {
      label: trans.__('Name This Checkpoint…'),
      caption: trans.__('Give this checkpoint a name of your own'),
      args: RENAME_ARGS
    },
    [CommandIDs.copyId]: {
      label: trans.__('Copy Checkpoint Id'),
      caption: trans.__('Copy the id for %mm_checkout and the command line'),
      args: ref(false)
    },
    [CommandIDs.completeNotebook]: {
      label: trans.__('Complete Notebook from History'),
      caption: trans.__(
        'Put in the outputs of cells that ran while this page was closed'
      ),
      args: NO_ARGS
    }
  };
}
