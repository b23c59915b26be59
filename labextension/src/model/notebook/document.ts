import type { INotebookContent } from '@jupyterlab/nbformat';

/**
 * The document without its claims about trust, which only the page decides.
 *
 * Cells of a document that is only looked at are not editable.
 */
export function withoutTrust(
  content: INotebookContent,
  isEditable: boolean
): INotebookContent {
  return {
    ...content,
    cells: content.cells.map(cell => {
      const { trusted: _, ...metadata } = cell.metadata;
      return {
        ...cell,
        metadata: isEditable ? metadata : { ...metadata, editable: false }
      };
    })
  };
}
