import type { ReadonlyJSONObject } from '@lumino/coreutils';

/** What people read of a command, and what it may be given. */
export interface ICommandText {
  label: string;
  caption: string;
  args: ReadonlyJSONObject;
}

export const NO_ARGS = { type: 'object', properties: {} };

/** The argument that names the notebook which a command acts on. */
export const NOTEBOOK = {
  notebook: {
    type: 'string',
    description:
      'Path of an open notebook; the one that is worked in when it is left out.'
  }
};

export const NOTEBOOK_ARGS = { type: 'object', properties: { ...NOTEBOOK } };

/** The argument that names a checkpoint. */
export const ref = (required: boolean): ReadonlyJSONObject => ({
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
