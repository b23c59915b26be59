import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  MainAreaWidget,
  WidgetTracker
} from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Panel } from '@lumino/widgets';

import type { INotebookAsItWas } from '../api/client';
import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import { shorten, visible } from '../model/format';
import { againstReading } from '../model/reasons';
import { IHistory } from '../tokens';
import { experimentsIcon } from '../view/icons';
import {
  actionsOf,
  addCommand,
  checkpointRef,
  factsOf,
  rowOf,
  type ICommandParts
} from './commands';
import { openCopy } from './copy';
import { tellProblem } from './tell';

const NAMESPACE = 'jupyter-mm-viewer';

interface IParts extends ICommandParts {
  notebooks: INotebookTracker;
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  area: string;
}

/** What a viewer shows, and what brings it back after a reload. */
class Viewer extends MainAreaWidget<Panel> {
  ref = '';
  notebook: string | null = null;
}

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
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    // Notebook 7 has one widget in its main area; beside it there is "down".
    const area = labShell ? 'main' : 'down';
    const parts: IParts = {
      ...{ app, history, palette, trans },
      ...{ notebooks, rendermime, editors, area }
    };
    const tracker = new WidgetTracker<Viewer>({ namespace: NAMESPACE });
    addCommand(parts, CommandIDs.openCheckpoint, {
      icon: experimentsIcon,
      against: () => againstReading(factsOf(history)),
      execute: args => open(parts, tracker, args)
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.openCheckpoint,
      args: ({ ref, notebook }) => ({ ref, notebook }),
      name: ({ ref }) => ref
    });
  }
};

async function open(
  parts: IParts,
  tracker: WidgetTracker<Viewer>,
  args: ReadonlyPartialJSONObject
): Promise<Viewer | null> {
  const { app, history, area } = parts;
  const row = rowOf(history, args);
  const ref = row?.execution ?? (await checkpointRef(parts, args));
  if (ref === null) {
    return null;
  }
  const known = tracker.find(other => other.ref === ref);
  const widget = known ?? makeWidget(parts, ref, args, row?.title ?? '');
  if (!known) {
    app.shell.add(widget, area, { mode: 'tab-after' });
    await tracker.add(widget);
  }
  app.shell.activateById(widget.id);
  return widget;
}

function makeWidget(
  parts: IParts,
  ref: string,
  args: ReadonlyPartialJSONObject,
  name: string
): Viewer {
  const { history, trans } = parts;
  const content = new Panel();
  content.addClass('jp-mm-Viewer-body');
  const notebook =
    typeof args['notebook'] === 'string'
      ? args['notebook']
      : history.model.notebook;
  const loaded = history.client.notebook(ref, notebook ?? undefined);
  const widget: Viewer = new Viewer({
    content,
    reveal: loaded.then(shown => fill(parts, widget, shown))
  });
  widget.id = `${NAMESPACE}:${ref}`;
  widget.addClass('jp-mm-Viewer');
  widget.toolbar.hide();
  if (parts.area === 'down') {
    widget.addClass('jp-mm-Viewer-down');
  } else {
    widget.title.icon = experimentsIcon;
  }
  widget.ref = ref;
  widget.notebook = notebook;
  setTitle(widget, name, trans);
  loaded.catch((reason: unknown) => {
    tellProblem(asProblem(reason), trans);
    widget.dispose();
  });
  return widget;
}

/** Put the notebook into its tab; the code for it is loaded on first use. */
async function fill(
  parts: IParts,
  widget: Viewer,
  shown: INotebookAsItWas
): Promise<void> {
  const { app, history, trans, notebooks, rendermime, editors } = parts;
  const [{ makeViewer }, { ViewerBanner }] = await Promise.all([
    import('../view/CheckpointViewer'),
    import('../view/ViewerBanner')
  ]);
  const content = shown.notebook as unknown as INotebookContent;
  const isTrusted = isTrustedNow(notebooks, shown.path);
  if (widget.isDisposed) {
    return;
  }
  const row = rowOf(history, { ref: shown.execution });
  const title = row?.message ?? row?.title ?? widget.title.label;
  setTitle(widget, title, trans);
  widget.contentHeader.addWidget(
    new ViewerBanner({
      shown,
      title,
      history,
      trans,
      actions: actionsOf(app.commands),
      openAsCopy: () => void openCopy(app, shown, trans)
    })
  );
  widget.content.addWidget(
    makeViewer(content, { rendermime, editors, isTrusted })
  );
}

function setTitle(
  widget: Viewer,
  name: string,
  trans: TranslationBundle
): void {
  const label = name === '' ? trans.__('Checkpoint') : visible(name);
  widget.title.label = shorten(label, 32);
  widget.title.caption = trans.__('%1 (read-only)', shorten(label, 120));
  widget.title.closable = true;
}

/** Old outputs may do what those of the open notebook may, and no more. */
function isTrustedNow(
  notebooks: INotebookTracker,
  path: string | null
): boolean {
  const panel = notebooks.find(({ context }) => context.path === path);
  const cells = panel?.content.model?.cells;
  if (!cells) {
    return false;
  }
  let codeCells = 0;
  for (const cell of cells) {
    if (cell.type === 'code') {
      codeCells += 1;
      if (!cell.trusted) {
        return false;
      }
    }
  }
  return codeCells > 0;
}
