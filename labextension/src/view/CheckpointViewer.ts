import { Sanitizer } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type * as nbformat from '@jupyterlab/nbformat';
import {
  NotebookModel,
  StaticNotebook,
  type INotebookModel
} from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';

import { withoutTrust } from '../model/document';

export interface IViewerParts {
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  /** Whether outputs may do what they may in the open notebook. */
  isTrusted: boolean;
}

/** A notebook as it was: read-only, and with outputs that can do no harm. */
export function makeViewer(
  content: nbformat.INotebookContent,
  parts: IViewerParts
): Panel {
  const notebook = new StaticNotebook({
    rendermime: carefulRenderers(parts.rendermime),
    mimeTypeService: parts.editors.mimeTypeService,
    contentFactory: new StaticNotebook.ContentFactory({
      editorFactory: parts.editors.factoryService.newInlineEditor.bind(
        parts.editors.factoryService
      )
    }),
    notebookConfig: {
      ...StaticNotebook.defaultNotebookConfig,
      windowingMode: 'defer'
    }
  });
  notebook.addClass('jp-mm-Viewer-notebook');
  notebook.model = readOnlyModel(content, parts.isTrusted);
  refuseCommands(notebook.node);
  const panel = new Panel();
  panel.addClass('jp-mm-Viewer-content');
  panel.addWidget(notebook);
  panel.disposed.connect(() => notebook.model?.dispose());
  return panel;
}

function readOnlyModel(
  content: nbformat.INotebookContent,
  isTrusted: boolean
): INotebookModel {
  const model = new NotebookModel();
  model.fromJSON(withoutTrust(content, false));
  for (const cell of model.cells) {
    cell.trusted = isTrusted && cell.type === 'code';
  }
  model.dirty = false;
  model.readOnly = true;
  return model;
}

/** JupyterLab's renderers, behind a sanitizer that lets no command through. */
function carefulRenderers(
  rendermime: IRenderMimeRegistry
): IRenderMimeRegistry {
  const sanitizer = new Sanitizer();
  sanitizer.setAllowCommandLinker(false);
  sanitizer.setAllowNamedProperties(false);
  return rendermime.clone({ sanitizer });
}

/** Trusted outputs are not sanitized; what they ask of the application is. */
function refuseCommands(node: HTMLElement): void {
  node.addEventListener('click', event => {
    const { target } = event;
    if (
      target instanceof Element &&
      target.closest('[data-commandlinker-command]')
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}
