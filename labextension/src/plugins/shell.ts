import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { IHistory } from '../tokens';
import { StatusItem } from '../view/sidebar/StatusItem';

const NAME = 'jupyter-mm:status';

/**
 * What is around the notebook: one item in the status bar, and buttons and menu
 * entries, which are in its schema. Notebook 7 has no status bar: the item is in
 * the toolbar there.
 */
export const shell: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:shell',
  description: 'Shows when something was kept last; has the buttons and menus.',
  autoStart: true,
  requires: [IHistory, INotebookTracker],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const open = (): void => void app.commands.execute(CommandIDs.openSidebar);
    const makeItem = (): StatusItem => new StatusItem({ history, trans, open });
    if (statusBar) {
      statusBar.registerStatusItem(NAME, {
        item: makeItem(),
        align: 'left',
        rank: 100
      });
      return;
    }
    const add = ({ toolbar }: NotebookPanel): void => {
      toolbar.addItem(NAME, makeItem());
    };
    notebooks.widgetAdded.connect((_, panel) => add(panel));
    notebooks.forEach(add);
  }
};
