import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import { againstReading } from '../model/reasons';
import { IHistory } from '../tokens';
import { experimentsIcon } from '../view/icons';
import { ViewerTab } from '../view/notebook/ViewerTab';
import {
  addCommand,
  checkpointRef,
  factsOf,
  pathFor,
  rowOf,
  type Args
} from './commands';
import type { IViewerParts } from './viewerContent';

const NAMESPACE = 'jupyter-mm-viewer';

/** The read-only tab of a notebook as it was. */
export const viewer: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:viewer',
  description: 'Shows a notebook as it was at a checkpoint.',
  autoStart: true,
  requires: [IHistory, INotebookTracker, IRenderMimeRegistry, IEditorServices],
  optional: [ICommandPalette, ILabShell, ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    editors: IEditorServices,
    palette: ICommandPalette | null,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const tracker = new WidgetTracker<ViewerTab>({ namespace: NAMESPACE });
    const parts: IViewerParts = {
      ...{ app, history, palette, notebooks, rendermime, editors, tracker },
      trans: (translator ?? nullTranslator).load('jupyter_mm'),
      // Notebook 7 has one widget in its main area; beside it there is "down".
      area: labShell ? 'main' : 'down'
    };
    const against = (): ReturnType<typeof againstReading> =>
      againstReading(factsOf(history));
    addCommand(parts, CommandIDs.openCheckpoint, {
      icon: experimentsIcon,
      against,
      execute: args => open(parts, args)
    });
    addCommand(parts, CommandIDs.openAsCopy, {
      against,
      execute: async args => (await import('./copy')).openAsCopy(parts, args)
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.openCheckpoint,
      args: ({ ref, notebook }) => ({ ref, notebook }),
      name: ({ ref }) => ref
    });
  }
};

async function open(
  parts: IViewerParts,
  args: Args
): Promise<ViewerTab | null> {
  const { app, history, area, tracker } = parts;
  const row = rowOf(history, args);
  const ref = row?.execution ?? (await checkpointRef(parts, args));
  if (ref === null) {
    return null;
  }
  const known = tracker.find(other => other.ref === ref);
  const widget = known ?? makeTab(parts, ref, args, row?.title ?? '');
  if (!known) {
    app.shell.add(widget, area, { mode: 'tab-after' });
    await tracker.add(widget);
  }
  app.shell.activateById(widget.id);
  return widget;
}

/** The tab is there at once; what it shows is loaded, and its code on first use. */
function makeTab(
  parts: IViewerParts,
  ref: string,
  args: Args,
  name: string
): ViewerTab {
  const { history, trans, area } = parts;
  const filled = new PromiseDelegate<void>();
  const tab = new ViewerTab(ref, pathFor(history, args), filled.promise);
  if (area === 'down') {
    tab.addClass('jp-mm-Viewer-down');
  } else {
    tab.title.icon = experimentsIcon;
  }
  tab.name(name, trans);
  import('./viewerContent')
    .then(({ fill }) => fill(parts, tab))
    .then(
      () => filled.resolve(),
      (reason: unknown) => filled.reject(asProblem(reason))
    );
  return tab;
}
