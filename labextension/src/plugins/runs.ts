import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { againstReading } from '../model/reasons';
import { IHistory } from '../tokens';
import { addCommand, factsOf, panelFor, pathFor, type Args } from './commands';
import type { IRunsParts, RunsTab } from './runsTab';

const NAMESPACE = 'jupyter-mm-runs';

/** The tab that lists runs and draws what they logged; its code is loaded on first use. */
export const runs: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:runs',
  description: 'Lists the runs of a notebook and draws what they logged.',
  autoStart: true,
  requires: [IHistory],
  optional: [ICommandPalette, ILabShell, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    palette: ICommandPalette | null,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const parts: IRunsParts = {
      ...{ app, history, palette },
      trans: (translator ?? nullTranslator).load('jupyter_mm'),
      tracker: new WidgetTracker<RunsTab>({ namespace: NAMESPACE }),
      // Notebook 7 has one widget in its main area; beside it there is "down".
      area: labShell ? 'main' : 'down'
    };
    const notebookOf = (args: Args): string | null =>
      panelFor(history, args)?.context.path ?? pathFor(history, args);
    addCommand(parts, CommandIDs.openRuns, {
      against: (_, args) =>
        notebookOf(args) === null
          ? 'no-notebook'
          : againstReading(factsOf(history)),
      execute: async args => {
        const notebook = notebookOf(args);
        const { openRuns } = await import('./runsTab');
        return notebook === null ? null : openRuns(parts, notebook);
      }
    });
    void restorer?.restore(parts.tracker, {
      command: CommandIDs.openRuns,
      args: ({ runs }) => ({ notebook: runs.notebook }),
      name: ({ runs }) => runs.notebook ?? ''
    });
  }
};
