import { IEditorServices } from '@jupyterlab/codeeditor';
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { historyIcon } from '@jupyterlab/ui-components';

import { CommandIDs } from '../commands';
import { onFirstUse } from '../model/onFirstUse';
import { againstRestore, type Reason } from '../model/reasons';
import { IHistory } from '../tokens';
import type { CellActs } from './cellActs';
import {
  addCommand,
  factsOf,
  panelFor,
  type Args,
  type ICommandParts
} from './commands';
import { IRestoring } from './restoring';

/** The history of single cells: earlier versions, and those that were deleted. */
export const cells: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:cells',
  description: 'Shows earlier versions of a cell, and brings cells back.',
  autoStart: true,
  requires: [
    IHistory,
    INotebookTracker,
    IEditorServices,
    IRenderMimeRegistry,
    IRestoring
  ],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    editors: IEditorServices,
    rendermime: IRenderMimeRegistry,
    restoring: IRestoring,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const parts: ICommandParts = { app, history, palette, trans };
    const acts = onFirstUse(async () => {
      const { CellActs } = await import('./cellActs');
      return new CellActs({ ...parts, editors, rendermime, restoring });
    });
    addCellCommands(parts, acts);
    const watch = async (panel: NotebookPanel): Promise<void> => {
      await Promise.all([app.restored, panel.context.ready]);
      (await acts()).watch(panel);
    };
    notebooks.widgetAdded.connect((_, panel) => void watch(panel));
    notebooks.forEach(panel => void watch(panel));
  }
};

function addCellCommands(
  parts: ICommandParts,
  acts: () => Promise<CellActs>
): void {
  const { history } = parts;
  const against = (_: unknown, args: Args): Reason | null =>
    againstRestore(factsOf(history, panelFor(history, args)));
  const cellOf = ({ cell }: Args, panel: NotebookPanel | null) =>
    typeof cell === 'string'
      ? cell
      : (panel?.content.activeCell?.model.id ?? null);
  addCommand(parts, CommandIDs.cellHistory, {
    icon: historyIcon,
    against,
    execute: async args => {
      const panel = panelFor(history, args);
      const cell = cellOf(args, panel);
      if (panel && cell !== null) {
        await (await acts()).show(panel, cell);
      }
    }
  });
  addCommand(parts, CommandIDs.restoreCell, {
    icon: historyIcon,
    against,
    execute: async args => {
      const panel = panelFor(history, args);
      const cell = cellOf(args, panel);
      if (panel && cell !== null) {
        const one = await acts();
        await (typeof args['ref'] === 'string'
          ? one.putBack(panel, cell, args['ref'])
          : one.show(panel, cell));
      }
    }
  });
}
