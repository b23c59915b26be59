import type { INotebookModel } from '@jupyterlab/notebook';

/** Cells whose outputs may run what they hold. */
export function trustedCells(model: INotebookModel): Set<string> {
  const ids = new Set<string>();
  for (const cell of model.cells) {
    if (cell.type === 'code' && cell.trusted) {
      ids.add(cell.id);
    }
  }
  return ids;
}

/** Whether JupyterLab would call the whole notebook trusted. */
export function isTrustedNotebook(
  model: INotebookModel,
  trusted: ReadonlySet<string>
): boolean {
  let codeCells = 0;
  for (const cell of model.cells) {
    codeCells += cell.type === 'code' ? 1 : 0;
  }
  return codeCells > 0 && trusted.size === codeCells;
}
