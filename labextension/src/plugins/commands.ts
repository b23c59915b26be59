import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  Clipboard,
  type ICommandPalette,
  InputDialog
} from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IHistoryRow } from '../api/client';
import { asProblem } from '../api/problem';
import { CommandIDs, commandTexts, type CommandID } from '../commands';
import * as reasons from '../model/reasons';
import type { IHistory } from '../tokens';
import type { IActions } from '../view/context';
import { experimentsIcon } from '../view/icons';
import { PANEL_ID, SECTIONS, type Section } from '../view/sections';
import { reasonText } from '../view/words';
import { copyIcon, type LabIcon } from '@jupyterlab/ui-components';
import { tellProblem } from './tell';

export interface ICommandParts {
  app: JupyterFrontEnd;
  history: IHistory;
  palette: ICommandPalette | null;
  trans: TranslationBundle;
}

export type Args = ReadonlyPartialJSONObject;
type Against = (row: IHistoryRow | null, args: Args) => reasons.Reason | null;

/** Views act by command, and on the notebook that they show. */
export function actionsOf(
  commands: CommandRegistry,
  shown: () => string | null
): IActions {
  const withShown = (args: object): Args => {
    const notebook = shown();
    return { ...(notebook === null ? {} : { notebook }), ...args };
  };
  return {
    changed: commands.commandChanged,
    run: (command, args = {}) =>
      void commands.execute(command, withShown(args)),
    state: (command, args = {}) => ({
      isEnabled:
        commands.hasCommand(command) &&
        commands.isEnabled(command, withShown(args)),
      caption: commands.hasCommand(command)
        ? commands.caption(command, withShown(args))
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
    isToggled?: (args: Args) => boolean;
    label?: (args: Args) => string;
  }
): void {
  const { label, caption, args: schema } = commandTexts(trans)[id];
  const against = (args: Args): reasons.Reason | null =>
    options.against?.(rowOf(history, args), args) ?? null;
  app.commands.addCommand(id, {
    label: options.label ?? label,
    caption: args => {
      const reason = against(args);
      return reason === null ? caption : reasonText(reason, trans);
    },
    describedBy: { args: schema },
    isEnabled: args => against(args) === null,
    execute: async args => {
      try {
        return await options.execute(args);
      } catch (reason) {
        const problem = asProblem(reason);
        // An older server may lack this one operation.
        if (problem.kind !== 'missing') {
          history.connection.failed(problem);
        }
        tellProblem(problem, trans); // nobody else hears of it
        return undefined;
      }
    },
    ...(options.icon ? { icon: options.icon } : {}),
    ...(options.isToggled ? { isToggled: options.isToggled } : {})
  });
  palette?.addItem({ command: id, category: trans.__('Experiments') });
}

/** What commands say and allow hangs on these; many changes at once are told once. */
export function tellOfChanges({ app, history }: ICommandParts): void {
  let isDue = false;
  const tell = (): void => {
    if (!isDue) {
      isDue = true;
      queueMicrotask(() => {
        isDue = false;
        app.commands.notifyCommandChanged();
      });
    }
  };
  history.followed.changed.connect(tell);
  history.model.changed.connect(tell);
  history.connection.changed.connect(tell);
  history.restores.changed.connect(tell);
  history.jobs.changed.connect(tell);
}

/** The notebook that a command is for: the one that is named, else that which is worked in. */
export function panelFor(
  { followed }: IHistory,
  { notebook }: Args
): NotebookPanel | null {
  return typeof notebook === 'string'
    ? followed.find(notebook)
    : followed.active;
}

/** The path of the notebook that a command is for: the one that is named, else the followed one. */
export function pathFor(
  { model }: IHistory,
  { notebook }: Args
): string | null {
  return typeof notebook === 'string' ? notebook : model.notebook;
}

/** The row that a reference names, as far as it is loaded; else the selected. */
export function rowOf(history: IHistory, args: Args): IHistoryRow | null {
  const ref = args['ref'];
  if (typeof ref !== 'string') {
    return history.selection.row;
  }
  const isMeant = (row: IHistoryRow): boolean =>
    row.execution === ref || row.checkpoint === ref;
  const listed = history.model.rows.find(isMeant);
  if (listed) {
    return listed;
  }
  const { row } = history.selection; // it may stand in another list
  return row && isMeant(row) ? row : null;
}

export function addCommands(
  parts: ICommandParts,
  reveal: (section: Section) => void
): void {
  const { app, history } = parts;
  const facts = (): reasons.IReasonFacts => factsOf(history);
  addCommand(parts, CommandIDs.openSidebar, {
    icon: experimentsIcon,
    execute: args => {
      app.shell.activateById(PANEL_ID);
      const section = SECTIONS.find(name => name === args['section']);
      if (section) {
        reveal(section);
      }
    }
  });
  addCommand(parts, CommandIDs.previousCheckpoint, {
    against: () => reasons.againstListing(facts()),
    execute: () => history.selection.move(-1)
  });
  addCommand(parts, CommandIDs.nextCheckpoint, {
    against: () => reasons.againstListing(facts()),
    execute: () => history.selection.move(1)
  });
  addCommand(parts, CommandIDs.copyId, {
    icon: copyIcon,
    against: row => (row ? null : 'no-row'),
    execute: args => {
      const row = rowOf(history, args);
      if (row) {
        Clipboard.copyToSystem(row.checkpoint?.slice(0, 10) ?? row.execution);
      }
    }
  });
}

/** What is known of the followed notebook, or of another one that is open. */
export function factsOf(
  history: IHistory,
  panel: NotebookPanel | null = history.followed.panel
): reasons.IReasonFacts {
  const { connection, model, followed, restores } = history;
  const isElsewhere = panel !== followed.panel;
  const kernel =
    isElsewhere && panel ? followed.linkOf(panel) : followed.kernel;
  const notebook = isElsewhere ? (panel?.context.path ?? null) : model.notebook;
  return {
    isElsewhere,
    reach: connection.reach,
    readOnly: connection.store?.read_only ?? null,
    notebook,
    support: kernel?.support ?? 'none',
    canUndo: restores.mayTurn('undo', { path: notebook, kernel }),
    canRedo: restores.mayTurn('redo', { path: notebook, kernel }),
    isRestoring: restores.isBusy(notebook),
    // Those of another notebook, or under a filter, may just not be listed.
    hasCheckpoints:
      isElsewhere ||
      model.filter !== '' ||
      model.rows.some(row => row.checkpoint !== null)
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
  return askRef(trans, trans.__('Continue'));
}

/** What somebody types to name a checkpoint; null when nothing. */
export async function askRef(
  trans: TranslationBundle,
  okLabel: string
): Promise<string | null> {
  const { button, value } = await InputDialog.getText({
    title: trans.__('Which checkpoint?'),
    label: trans.__('An id or its first digits, a tag, now~3 or @10:30'),
    text: 'now~1',
    okLabel
  });
  return button.accept && value ? value.trim() : null;
}

export function namesOf(args: Args): string[] | undefined {
  const names = args['names'];
  return Array.isArray(names) ? names.map(String) : undefined;
}
