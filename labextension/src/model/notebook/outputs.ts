import type { ISharedCodeCell } from '@jupyter/ydoc';
import type { IOutput } from '@jupyterlab/nbformat';

/**
 * Give a cell other outputs.
 *
 * `setOutputs` puts the new ones in front of those that go, and JupyterLab then
 * appends the text of a new stream to the old one: shown nowhere, stored twice.
 */
export function replaceOutputs(
  cell: ISharedCodeCell,
  outputs: IOutput[]
): void {
  const { length } = cell.getOutputs();
  cell.updateOutputs(length, length, outputs);
  cell.updateOutputs(0, length, []);
}
