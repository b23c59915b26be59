import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookRestore } from '../api/comparisons';
import { changesBetween, documentOf } from '../model/restore/notebookRestore';
import type { IHistory } from '../tokens';
import { momentText } from '../view/words';
import type { ICommandParts } from './commands';
import { modelOf } from './openModel';

/** Ask before an undo that replaces work done since `written`; true when it may go on. */
export async function mayUndo(
  { history, trans }: ICommandParts,
  panel: NotebookPanel,
  restore: INotebookRestore,
  written: INotebookContent | null
): Promise<boolean> {
  const then = written ?? (await targetOf(history, restore));
  const present = documentOf(modelOf(panel, trans).sharedModel);
  const changed = then && changedSince(present, then, restore);
  if (changed === 0) {
    return true;
  }
  const at = momentText(restore.restored_at, Date.now() / 1000);
  const { button } = await showDialog({
    title: trans.__('Undo Restore'),
    body: `${changesText(changed, at, trans)} ${trans.__(
      'Undo brings back the notebook as it was before; Redo Restore brings back the one of now.'
    )}`,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Undo Restore') })
    ]
  });
  return button.accept;
}

/** What a restore of another page put in; null when that is not known for certain. */
async function targetOf(
  { client }: IHistory,
  { target, cell }: INotebookRestore
): Promise<INotebookContent | null> {
  const shown = await client.notebook(target).catch(() => null);
  const then = shown && (shown.notebook as unknown as INotebookContent);
  // A cell that was deleted came from elsewhere.
  const hasIt = cell === null || then?.cells.some(({ id }) => id === cell);
  return hasIt ? then : null;
}

/** How many cells are not what the restore left. */
function changedSince(
  present: INotebookContent,
  then: INotebookContent,
  { cell }: INotebookRestore
): number {
  const one = (document: INotebookContent): INotebookContent =>
    cell === null
      ? document
      : { ...document, cells: document.cells.filter(({ id }) => id === cell) };
  const count = changesBetween(one(present), one(then));
  return count.changed + count.added + count.removed + count.outputs;
}

function changesText(
  changed: number | null,
  at: string,
  trans: TranslationBundle
): string {
  return changed === null
    ? trans.__(
        'The notebook was put back %1, and may have been changed since.',
        at
      )
    : trans._n(
        '%1 cell changed since the notebook was put back (%2).',
        '%1 cells changed since the notebook was put back (%2).',
        changed,
        at
      );
}
