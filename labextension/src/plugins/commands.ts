import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Clipboard,
  type ICommandPalette,
  InputDialog
} from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IHistoryRow } from '../api/client';
import { asProblem } from '../api/problem';
import { CommandIDs, commandTexts, type CommandID } from '../commands';
import * as reasons from '../model/reasons';
import type { IHistory } from '../tokens';
import type { IActions } from '../view/context';
import { PANEL_ID } from '../view/ExperimentsPanel';
import { experimentsIcon, pinnedIcon, saveNamedIcon } from '../view/icons';
import { reasonText } from '../view/words';
import {
  copyIcon,
  redoIcon,
  undoIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import { Restorer } from './restore';
import { tellProblem } from './tell';

export interface ICommandParts {
  app: JupyterFrontEnd;
  history: IHistory;
  palette: ICommandPalette | null;
  trans: TranslationBundle;
}

type Args = ReadonlyPartialJSONObject;
type Against = (row: IHistoryRow | null) => reasons.Reason | null;

/** Views act by command. */
export function actionsOf(commands: CommandRegistry): IActions {
  return {
    run: (command, args = {}) => void commands.execute(command, args),
    state: (command, args = {}) => ({
      isEnabled:
        commands.hasCommand(command) && commands.isEnabled(command, args),
      caption: commands.hasCommand(command)
        ? commands.caption(command, args)
        : ''
    })
  };
}

/** Register a command: its words from the table, its reason from the model. */
export function addCommand(
  { app, history, palette, trans }: ICommandParts,
  id: CommandID,
  options: {
    execute: (args: Args) => unknown;
    against?: Against;
    icon?: LabIcon;
  }
): void {
  const { label, caption, args: schema } = commandTexts(trans)[id];
  const against = (args: Args): reasons.Reason | null =>
    options.against?.(rowOf(history, args)) ?? null;
  app.commands.addCommand(id, {
    label,
    caption: args => {
      const reason = against(args);
      return reason === null ? caption : reasonText(reason, trans);
    },
    describedBy: { args: schema },
    isEnabled: args => against(args) === null,
    execute: options.execute,
    ...(options.icon ? { icon: options.icon } : {})
  });
  palette?.addItem({ command: id, category: trans.__('Experiments') });
  history.followed.changed.connect(() => app.commands.notifyCommandChanged(id));
}

/** The row that a reference names, as far as it is loaded; else the selected. */
export function rowOf(history: IHistory, args: Args): IHistoryRow | null {
  const ref = args['ref'];
  if (typeof ref !== 'string') {
    return history.selection.row;
  }
  return (
    history.model.rows.find(
      row => row.execution === ref || row.checkpoint === ref
    ) ?? null
  );
}

export function addCommands(parts: ICommandParts): void {
  const { app, history, trans } = parts;
  const facts = (): reasons.IReasonFacts => factsOf(history);
  const restorer = new Restorer(history, trans, app.commands);
  addCommand(parts, CommandIDs.openSidebar, {
    icon: experimentsIcon,
    execute: () => app.shell.activateById(PANEL_ID)
  });
  addCommand(parts, CommandIDs.saveCheckpoint, {
    icon: saveNamedIcon,
    against: () => reasons.againstSaving(facts()),
    execute: args => saveCheckpoint(parts, args)
  });
  addCommand(parts, CommandIDs.restore, {
    icon: undoIcon,
    against: row => reasons.againstRestore(facts(), row),
    execute: async args => {
      const ref = await checkpointRef(parts, args);
      if (ref !== null) {
        await restorer.restore(ref, rowOf(history, { ref }), namesOf(args));
      }
    }
  });
  addCommand(parts, CommandIDs.undoRestore, {
    icon: undoIcon,
    against: () => reasons.againstUndo(facts(), 'undo'),
    execute: () => restorer.undo()
  });
  addCommand(parts, CommandIDs.redoRestore, {
    icon: redoIcon,
    against: () => reasons.againstUndo(facts(), 'redo'),
    execute: () => restorer.redo()
  });
  addCommand(parts, CommandIDs.togglePin, {
    icon: pinnedIcon,
    against: row => reasons.againstAnnotation(facts(), row),
    execute: async args => {
      const ref = await checkpointRef(parts, args);
      const isPinned = rowOf(history, args)?.pinned ?? false;
      if (ref !== null) {
        await annotate(parts, ref, { pinned: !isPinned });
      }
    }
  });
  addCommand(parts, CommandIDs.rename, {
    against: row => reasons.againstAnnotation(facts(), row),
    execute: async args => {
      const ref = await checkpointRef(parts, args);
      const message =
        ref === null ? null : await nameFor(parts, args, rowOf(history, args));
      if (ref !== null && message !== null) {
        await annotate(parts, ref, { message });
      }
    }
  });
  addCommand(parts, CommandIDs.copyId, {
    icon: copyIcon,
    execute: args => {
      const row = rowOf(history, args);
      if (row) {
        Clipboard.copyToSystem(row.checkpoint?.slice(0, 10) ?? row.execution);
      }
    }
  });
}

export function factsOf(history: IHistory): reasons.IReasonFacts {
  const { connection, model, followed } = history;
  const state = followed.kernel?.state ?? null;
  return {
    reach: connection.reach,
    readOnly: connection.store?.read_only ?? null,
    notebook: model.notebook,
    support: followed.kernel?.support ?? 'none',
    canUndo: state?.can_undo ?? false,
    canRedo: state?.can_redo ?? false,
    // Under a filter the newest checkpoint may just not be listed.
    hasCheckpoints:
      model.filter !== '' || model.rows.some(row => row.checkpoint !== null)
  };
}

/** The reference to act on: given, selected, or asked for. */
export async function checkpointRef(
  { history, trans }: ICommandParts,
  args: Args
): Promise<string | null> {
  const row = rowOf(history, args);
  if (row) {
    return row.checkpoint ?? row.execution;
  }
  if (typeof args['ref'] === 'string') {
    return args['ref'];
  }
  const { button, value } = await InputDialog.getText({
    title: trans.__('Which checkpoint?'),
    label: trans.__('An id or its first digits, a tag, now~3 or @10:30'),
    text: 'now~1',
    okLabel: trans.__('Continue')
  });
  return button.accept && value ? value.trim() : null;
}

/** The newest checkpoint becomes a named one. */
async function saveCheckpoint(parts: ICommandParts, args: Args): Promise<void> {
  const { history, trans } = parts;
  const message = await nameFor(parts, args, null);
  if (message === null || history.model.notebook === null) {
    return;
  }
  try {
    const page = await history.client.history({
      notebook: history.model.notebook,
      limit: 20
    });
    const newest = page.rows.find(row => row.checkpoint !== null);
    if (newest?.checkpoint) {
      await annotate(parts, newest.checkpoint, {
        message,
        ...(Array.isArray(args['tags'])
          ? { tags: args['tags'].map(String) }
          : {}),
        ...(typeof args['pin'] === 'boolean' ? { pinned: args['pin'] } : {})
      });
    }
  } catch (reason) {
    tellProblem(asProblem(reason), trans);
  }
}

async function nameFor(
  { trans }: ICommandParts,
  args: Args,
  row: IHistoryRow | null
): Promise<string | null> {
  if (typeof args['message'] === 'string') {
    return args['message'];
  }
  const { button, value } = await InputDialog.getText({
    title: row
      ? trans.__('Name this checkpoint')
      : trans.__('Save named checkpoint'),
    label: trans.__('Name'),
    text: row?.message ?? '',
    placeholder: trans.__('first good model'),
    okLabel: trans.__('Save')
  });
  const name = value?.trim() ?? '';
  return button.accept && name !== '' ? name : null;
}

async function annotate(
  { history, trans }: ICommandParts,
  ref: string,
  annotation: { message?: string; tags?: string[]; pinned?: boolean }
): Promise<void> {
  try {
    const row = await history.client.annotate(ref, annotation);
    history.model.take({ what: 'annotated', row });
    history.model.announce(trans.__('Checkpoint saved'));
  } catch (reason) {
    const problem = asProblem(reason);
    history.connection.failed(problem);
    tellProblem(problem, trans);
  }
}

function namesOf(args: Args): string[] | undefined {
  const names = args['names'];
  return Array.isArray(names) ? names.map(String) : undefined;
}
