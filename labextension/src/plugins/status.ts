import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { IHistory } from '../tokens';
import { StatusItem } from '../view/StatusItem';

/** One item in the status bar; Notebook 7 has none. */
export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:status',
  description: 'Shows in the status bar when something was kept last.',
  autoStart: true,
  requires: [IHistory],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    statusBar?.registerStatusItem('jupyter-mm:status', {
      item: new StatusItem({
        history,
        trans,
        open: () => void app.commands.execute(CommandIDs.openSidebar)
      }),
      align: 'left',
      rank: 100
    });
  }
};
