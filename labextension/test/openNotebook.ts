// Open notebooks, and the server that keeps what they showed.
import { YNotebook, type ISharedCell } from '@jupyter/ydoc';
import type * as nbformat from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { vi } from 'vitest';

import type { INotebookRestore } from '../src/api/comparisons';
import { ProblemError } from '../src/api/problem';

/** A clock that stands still. */
export const now = (): number => 1;

export function code(
  id: string,
  outputs: nbformat.IOutput[] = []
): nbformat.ICell {
  const rest = { metadata: {}, execution_count: null };
  return { id, cell_type: 'code', source: `# ${id}`, outputs, ...rest };
}

export function notebook(
  ...cells: nbformat.ICell[]
): nbformat.INotebookContent {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

export interface IFakeCell {
  id: string;
  type: string;
  trusted: boolean;
  sharedModel: ISharedCell;
}

/** An open notebook, as far as restores need it. */
export function open(...cells: nbformat.ICell[]): {
  shared: YNotebook;
  fakes: IFakeCell[];
  panel: NotebookPanel;
} {
  const shared = YNotebook.create();
  shared.fromJSON(notebook(...cells));
  const fakes = shared.cells.map(sharedModel => ({
    ...{ id: sharedModel.id, type: 'code', trusted: true, sharedModel }
  }));
  const model = { sharedModel: shared, cells: fakes };
  const context = { path: 'a.ipynb', contentsModel: { writable: false } };
  const panel = { model, context, isDisposed: false };
  return { shared, fakes, panel: panel as unknown as NotebookPanel };
}

/** Keeps one record, and refuses a turn of one that is another by now. */
export function fakeServer() {
  let held: INotebookRestore | null = null;
  return {
    recordNotebookRestore: vi.fn(async (one: INotebookRestore) => {
      await Promise.resolve();
      const { turned_from } = one;
      if (held && turned_from !== null) {
        if (turned_from !== (held.undone_at ?? 0)) {
          throw new ProblemError('conflict', 'Meanwhile.', '');
        }
      }
      held = { ...structuredClone(one), turned_from: null };
    }),
    notebookRestore: vi.fn(async () => {
      await Promise.resolve();
      return structuredClone(held) as INotebookRestore;
    }),
    notebookRestores: vi.fn(async () => {
      await Promise.resolve();
      return held ? [{ ...structuredClone(held), before: null }] : [];
    })
  };
}
