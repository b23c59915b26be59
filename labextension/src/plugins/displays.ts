import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { MIME_TYPE } from '../model/notebook/sheet';
import { LiveDisplay } from '../view/notebook/LiveDisplay';
import type { ISheetContext } from '../view/notebook/SheetView';
import { actionsOf } from './commands';

/** Before the static table, which other pages show. */
const RANK = 10;

/** Draws what magics give back, with what can be done next. */
export const displays: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:displays',
  description: 'Draws what the magics of jupyter_mm give back.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const actions = actionsOf(app.commands, () => null);
    const labelOf: ISheetContext['labelOf'] = (command, args) =>
      app.commands.label(command, args);
    rendermime.addFactory({
      safe: true,
      mimeTypes: [MIME_TYPE],
      defaultRank: RANK,
      createRenderer: () => new LiveDisplay({ actions, labelOf, trans })
    });
  }
};
