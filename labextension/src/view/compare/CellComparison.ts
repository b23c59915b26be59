import 'nbdime/lib/styles/variables.css';
import 'nbdime/lib/styles/common.css';
import 'nbdime/lib/styles/diff.css';
import 'nbdime/lib/upstreaming/flexpanel.css';

import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { Panel, Widget } from '@lumino/widgets';
import type { IDiffEntry } from 'nbdime/lib/diff/diffentries';
import {
  createAddedCellDiffModel,
  createDeletedCellDiffModel,
  createPatchedCellDiffModel,
  createUnchangedCellDiffModel,
  type CellDiffModel
} from 'nbdime/lib/diff/model';
import { getSubDiffByKey } from 'nbdime/lib/diff/util';

import type { ICellPair } from '../../api/comparisons';
import { joined, pairOutputs } from '../../model/compare/outputs';
import { refuseCommands } from '../careful';
import { makeOutputs } from './Outputs';
import type { ICellParts } from './parts';
import { compareTexts } from './TextComparison';

/** One cell at both sides: its text, its metadata, its outputs; nbdime says what differs. */
export function makeCellComparison(pair: ICellPair, parts: ICellParts): Widget {
  const panel = new Panel();
  panel.addClass('jp-mm-CellComparison');
  panel.addClass('nbdime-root');
  panel.addClass('jp-Notebook-diff');
  refuseCommands(panel.node);
  const type = mimeTypeOf(pair, parts);
  const model = modelOf(pair, type);
  const { trans } = parts;
  panel.addWidget(
    compareTexts(model.source, { ...parts, label: trans.__('Code') })
  );
  if (!model.metadata.unchanged && !model.added && !model.deleted) {
    panel.addWidget(metadataOf(model, parts));
  }
  for (const each of pairOutputs(outputsOf(model))) {
    if (!each.isSame || !parts.onlyDifferences) {
      panel.addWidget(makeOutputs(each, parts));
    }
  }
  return panel;
}

/** nbdime's model of a cell: patched, added or removed. */
function modelOf(
  { before, after, difference }: ICellPair,
  type: string
): CellDiffModel {
  const base = cellOf(before);
  const remote = cellOf(after);
  if (!base) {
    return createAddedCellDiffModel(remote ?? EMPTY, type);
  }
  if (!remote) {
    return createDeletedCellDiffModel(base, type);
  }
  const entries = difference as unknown as IDiffEntry[];
  const diff = getSubDiffByKey(getSubDiffByKey(entries, 'cells'), 0);
  return diff
    ? createPatchedCellDiffModel(base, diff, type)
    : createUnchangedCellDiffModel(base, type);
}

const EMPTY: ICell = { cell_type: 'raw', source: '', metadata: {} };

/** The cell of a side; nbdime wants its text in one piece. */
function cellOf(notebook: ICellPair['before']): ICell | null {
  const cell = (notebook as unknown as INotebookContent | null)?.cells[0];
  return cell ? { ...cell, source: joined(cell.source) } : null;
}

function outputsOf({ outputs }: CellDiffModel): {
  base: IOutput | null;
  remote: IOutput | null;
  unchanged: boolean;
}[] {
  return outputs ?? [];
}

function mimeTypeOf({ before, after }: ICellPair, parts: ICellParts): string {
  const notebook = (after ?? before) as unknown as INotebookContent | null;
  const language = notebook?.metadata.language_info ?? { name: 'ipython' };
  return parts.editors.mimeTypeService.getMimeTypeByLanguage(language);
}

function metadataOf(model: CellDiffModel, parts: ICellParts): Widget {
  const { trans } = parts;
  const panel = new Panel();
  panel.addClass('jp-mm-CellComparison-metadata');
  const title = new Widget({ node: document.createElement('p') });
  title.addClass('jp-mm-Compare-label');
  title.node.textContent = trans.__('Metadata');
  panel.addWidget(title);
  panel.addWidget(
    compareTexts(model.metadata, { ...parts, label: trans.__('Metadata') })
  );
  return panel;
}
