import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { redoIcon, undoIcon } from '@jupyterlab/ui-components';
import { Token } from '@lumino/coreutils';

import { ProblemError } from '../api/problem';
import { CommandIDs } from '../commands';
import { onFirstUse } from '../model/onFirstUse';
import * as reasons from '../model/reasons';
import { PARTS, TARGETS, type IWish } from '../model/restore/offer';
import type { Direction } from '../model/restore/restores';
import { IHistory } from '../tokens';
import {
  addCommand,
  checkpointRef,
  factsOf,
  namesOf,
  panelFor,
  rowOf,
  type Args,
  type ICommandParts
} from './commands';
import type { Restorer } from './restore';

/** What brings things back, for the plugins that show what could come. */
export interface IRestoring {
  restorer(): Promise<Restorer>;
}

export const IRestoring = new Token<IRestoring>(
  'jupyter-mm:IRestoring',
  'Brings notebooks, cells and variables back.'
);

/** Restore, undo, redo and recovery; their code comes when it is first needed. */
export const restoring: JupyterFrontEndPlugin<IRestoring> = {
  id: 'jupyter-mm:restoring',
  description: 'Brings notebooks and variables back, and takes that back.',
  autoStart: true,
  provides: IRestoring,
  requires: [IHistory, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): IRestoring => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const parts: ICommandParts = { app, history, palette, trans };
    const restorer = onFirstUse(async () => {
      const { Restorer } = await import('./restore');
      return new Restorer(parts, notebooks);
    });
    addCommands(parts, restorer);
    return { restorer };
  }
};

function addCommands(
  parts: ICommandParts,
  restorer: () => Promise<Restorer>
): void {
  const { history } = parts;
  const facts = (args: Args): reasons.IReasonFacts =>
    factsOf(history, panelFor(history, args));
  const turn = (direction: Direction) => async (args: Args) => {
    const panel = panelFor(history, args);
    if (panel) {
      if (!panel.isVisible) {
        parts.app.shell.activateById(panel.id); // what it changes is seen
      }
      await (await restorer()).turn(direction, panel);
    }
  };
  addCommand(parts, CommandIDs.restore, {
    icon: undoIcon,
    against: () => reasons.againstRestore(factsOf(history)),
    execute: async args => {
      const ref = await checkpointRef(parts, args);
      if (ref !== null) {
        const row = rowOf(history, { ref });
        const names = namesOf(args);
        const one = await restorer();
        await (names
          ? one.restoreNames(openFor(parts, args), ref, row, names)
          : one.restore(ref, row, wishOf(args)));
      }
    }
  });
  addCommand(parts, CommandIDs.undoRestore, {
    icon: undoIcon,
    against: (_, args) => reasons.againstUndo(facts(args), 'undo'),
    execute: turn('undo')
  });
  addCommand(parts, CommandIDs.redoRestore, {
    icon: redoIcon,
    against: (_, args) => reasons.againstUndo(facts(args), 'redo'),
    execute: turn('redo')
  });
  addCommand(parts, CommandIDs.recover, {
    icon: undoIcon,
    against: (_, args) => reasons.againstRecovery(facts(args)),
    execute: async args => {
      const { ref = history.recovery.offer?.ref } = args;
      const one = await restorer();
      if (args['details'] === true && typeof ref === 'string') {
        await one.recoverAsked(ref);
      } else {
        await one.recover(typeof ref === 'string' ? ref : undefined);
      }
    }
  });
}

/** Values come into the notebook that was meant, and into no other. */
function openFor({ history, trans }: ICommandParts, args: Args): NotebookPanel {
  const panel = panelFor(history, args);
  if (!panel) {
    throw new ProblemError(
      'not_found',
      trans.__('The notebook is not open, so nothing was restored.'),
      trans.__('Open it and try again.')
    );
  }
  return panel;
}

function wishOf({ parts, into, branch, notebook }: Args): IWish {
  const target = TARGETS.find(one => one === into);
  return {
    ...(Array.isArray(parts)
      ? { parts: PARTS.filter(one => parts.includes(one)) }
      : {}),
    ...(target ? { into: target } : {}),
    ...(typeof branch === 'string' ? { branch } : {}),
    ...(typeof notebook === 'string' ? { notebook } : {})
  };
}
