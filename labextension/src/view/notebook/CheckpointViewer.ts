import { isCodeCellModel } from '@jupyterlab/cells';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type * as nbformat from '@jupyterlab/nbformat';
import {
  NotebookModel,
  StaticNotebook,
  type INotebookModel
} from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import { cutOutputs } from '../../model/notebook/cuts';
import { withoutTrust } from '../../model/notebook/document';
import { carefulRenderers, refuseCommands } from '../careful';
import { cutRenderer } from './CutOutput';

/** From here on only the cells in sight are in the page. */
const WINDOWED_CELLS = 100;

export interface IViewerParts {
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  /** Whether outputs may do what they may in the open notebook. */
  isTrusted: boolean;
  trans: TranslationBundle;
}

/** A notebook as it was: read-only, and with outputs that can do no harm. */
export function makeViewer(
  content: nbformat.INotebookContent,
  parts: IViewerParts
): Panel {
  const model = readOnlyModel(cutOutputs(content), parts.isTrusted);
  const rendermime = carefulRenderers(parts.rendermime);
  const showAll = (cell: number): void => restoreOutputs(model, content, cell);
  rendermime.addFactory(cutRenderer(showAll, parts.trans), 0);
  const notebook = new StaticNotebook({
    rendermime,
    mimeTypeService: parts.editors.mimeTypeService,
    contentFactory: new StaticNotebook.ContentFactory({
      editorFactory: parts.editors.factoryService.newInlineEditor.bind(
        parts.editors.factoryService
      )
    }),
    notebookConfig: {
      ...StaticNotebook.defaultNotebookConfig,
      windowingMode: content.cells.length > WINDOWED_CELLS ? 'full' : 'defer'
    }
  });
  notebook.addClass('jp-mm-Viewer-notebook');
  notebook.model = model;
  refuseCommands(notebook.node);
  const panel = new Panel();
  panel.addClass('jp-mm-Viewer-content');
  panel.addWidget(notebook);
  panel.disposed.connect(() => model.dispose());
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

/** Show what was left out of the outputs of one cell. */
function restoreOutputs(
  model: INotebookModel,
  { cells }: nbformat.INotebookContent,
  index: number
): void {
  const cell =
    index >= 0 && index < cells.length ? model.cells.get(index) : null;
  if (cell && isCodeCellModel(cell)) {
    cell.outputs.fromJSON((cells[index] as nbformat.ICodeCell).outputs);
  }
}
