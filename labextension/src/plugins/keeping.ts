import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, InputDialog } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

import { CommandIDs, commandTexts } from '../commands';
import { againstReading, againstTelling } from '../model/reasons';
import type { IKernel } from '../model/kernel/kernel';
import { IHistory } from '../tokens';
import { pausedIcon } from '../view/icons';
import {
  addCommand,
  factsOf,
  namesOf,
  panelFor,
  type Args,
  type ICommandParts
} from './commands';
import { setOff } from './leftOut';
import { askAboutLarge, offerRecovery, tell } from './offers';
import { tellTroubles } from './troubles';

/** What is kept at all: pausing, leaving names out, large variables, recovery. */
export const keeping: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:keeping',
  description: 'Asks about large variables and offers to recover lost ones.',
  autoStart: true,
  requires: [IHistory, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const parts = { app, history, palette, trans };
    addKeepingCommands(parts);
    offerRecovery(history, app.commands, trans);
    const watch = (panel: NotebookPanel): void =>
      askAboutLarge(history, panel, trans);
    notebooks.widgetAdded.connect((_, panel) => watch(panel));
    notebooks.forEach(watch);
    tellTroubles(history, trans);
  }
};

function addKeepingCommands(parts: ICommandParts): void {
  const { history, trans } = parts;
  const panelOf = (args: Args): NotebookPanel | null =>
    args['here'] === true ? history.followed.panel : panelFor(history, args);
  const kernelOf = (args: Args): IKernel | null => {
    const panel = panelOf(args);
    return panel && history.followed.linkOf(panel);
  };
  const against = (_: unknown, args: Args) =>
    againstTelling(factsOf(history, panelOf(args)));
  const isPaused = (args: Args): boolean =>
    kernelOf(args)?.state?.paused ?? false;
  addCommand(parts, CommandIDs.pauseCapture, {
    against,
    icon: pausedIcon,
    isToggled: isPaused,
    execute: async args => {
      const { paused = !isPaused(args), remember } = args;
      const panel = panelOf(args);
      if (panel && (paused !== true || remember === true)) {
        setOff(panel, paused === true);
      }
      await tell(kernelOf(args), trans, one => one.pause(paused === true));
    }
  });
  addCommand(parts, CommandIDs.runExample, {
    against: () => againstReading(factsOf(history)),
    execute: async () => {
      const { runExample } = await import('./example');
      await runExample(parts.app, history.followed.path ?? '');
    }
  });
  const { label } = commandTexts(trans)[CommandIDs.excludeVariables];
  const isOut = (args: Args): boolean =>
    args['here'] === true &&
    history.variables.leftOut.includes(nameHere(parts));
  addCommand(parts, CommandIDs.excludeVariables, {
    against,
    label: args =>
      args['here'] === true ? trans.__('Never Keep This Variable') : label,
    isToggled: isOut,
    execute: async args => {
      const names =
        args['here'] === true
          ? [nameHere(parts)]
          : (namesOf(args) ?? (await askForNames(trans)));
      const isExcluded = args['excluded'] !== false && !isOut(args);
      if (names.length > 0) {
        await tell(kernelOf(args), trans, one =>
          one.exclude(names, isExcluded)
        );
      }
    }
  });
}

/** The variable whose menu was opened. */
function nameHere({ app }: ICommandParts): string {
  const node = app.contextMenuHitTest(
    ({ dataset }) => dataset['variable'] !== undefined
  );
  return node?.dataset['variable'] ?? '';
}

async function askForNames(trans: TranslationBundle): Promise<string[]> {
  const { button, value } = await InputDialog.getText({
    title: trans.__('Never keep variables'),
    label: trans.__('Names, or patterns such as tmp*, with spaces between'),
    okLabel: trans.__('Leave out')
  });
  const names = (value ?? '').split(/[\s,]+/).filter(name => name !== '');
  return button.accept ? names : [];
}
