import type { ISharedNotebook } from '@jupyter/ydoc';
import { isCodeCellModel } from '@jupyterlab/cells';
import type * as nbformat from '@jupyterlab/nbformat';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookAsItWas } from '../api/client';
import type { INotebookRestore } from '../api/comparisons';
import { ProblemError } from '../api/problem';
import type { IRestoreReport } from '../model/kernel/kernel';
import { idOf } from '../model/notebook/cells';
import {
  putBack,
  putCellBack,
  type ITrust
} from '../model/restore/notebookRestore';
import type { IHistory } from '../tokens';
import { KeptBefore, Outrun, presentOf, timeOf } from './keptBefore';
import { modelOf } from './openModel';
import { isTrustedNotebook, trustedCells } from './trust';

/** What to put back, and what it belongs to. */
export interface IPutting {
  /** Execution whose document it is. */
  target: string;
  document: nbformat.INotebookContent;
  /** Cells whose outputs a kernel made here: only they may inherit trust. */
  own: readonly string[];
  /** The only cell to put back. */
  cell?: string;
  kernelRestore?: string | null;
}

/** What to keep, and what becomes of the notebook. */
interface IChange {
  /** With what is kept of the present. */
  record: INotebookRestore;
  /** The record that it is, or was, when nothing comes of it. */
  instead: INotebookRestore;
  document: nbformat.INotebookContent;
  /** Null for what this notebook showed before, which comes back as it was. */
  own: ReadonlySet<string> | null;
}

/** Puts documents into open notebooks, and keeps what that replaces first. */
export class NotebookWriter {
  constructor(
    private readonly history: IHistory,
    private readonly trans: TranslationBundle
  ) {
    this.kept = new KeptBefore(history, trans);
  }

  /** Put a document of history, or one cell of it, into the notebook. */
  async putBack(panel: NotebookPanel, what: IPutting): Promise<void> {
    refuseToDelete(what, this.trans);
    const restore: INotebookRestore = {
      id: newId(),
      notebook: panel.context.path,
      target: what.target,
      cell: what.cell ?? null,
      restored_at: this.history.restores.now(panel.context.path),
      before: null,
      kernel_restore: what.kernelRestore ?? null,
      undone_at: null,
      turned_from: null
    };
    // A turn that is not over has no way back to offer.
    const never = { ...restore, undone_at: restore.restored_at };
    const { document } = what;
    const own = new Set(what.own);
    await this.replace(panel, {
      ...{ record: restore, instead: never, document, own }
    });
  }

  /** Put back what a restore, or its undo, replaced; only if it still is as it was listed. */
  async turn(
    panel: NotebookPanel,
    restore: INotebookRestore,
    kernelRestore: string | null
  ): Promise<void> {
    const { client, restores } = this.history;
    const held = await client.notebookRestore(restore.id);
    if (held.undone_at !== restore.undone_at) {
      throw new Outrun(this.trans);
    }
    const document = held.before as unknown as nbformat.INotebookContent;
    const turned: INotebookRestore = {
      ...restore,
      notebook: panel.context.path,
      kernel_restore: kernelRestore,
      undone_at:
        restore.undone_at === null ? restores.now(panel.context.path) : null,
      turned_from: timeOf(held)
    };
    await this.replace(panel, {
      ...{ record: turned, instead: held, document, own: null }
    });
  }

  /**
   * Keep the present document with the record, then replace it in one step.
   *
   * When that comes to nothing, the record becomes what it was.
   */
  private async replace(panel: NotebookPanel, change: IChange): Promise<void> {
    const { record, instead } = change;
    let before = presentOf(panel, this.trans);
    try {
      before = await this.kept.keepPresent(panel, record);
      this.write(modelOf(panel, this.trans), change, before);
    } catch (reason) {
      await this.kept.takeBack(
        record,
        { ...instead, before: instead.before ?? { ...before } },
        reason
      );
      throw reason;
    }
    this.history.restores.took(record);
    this.remember(panel, record);
    await save(panel);
  }

  /** The document as a restore of this page left it; null of those that another page made. */
  written(
    panel: NotebookPanel,
    { id }: INotebookRestore
  ): nbformat.INotebookContent | null {
    return this.left.get(modelOf(panel, this.trans))?.get(id) ?? null;
  }

  /** One that is undone is never asked about. */
  private remember(
    panel: NotebookPanel,
    { id, undone_at }: INotebookRestore
  ): void {
    const model = modelOf(panel, this.trans);
    const left =
      this.left.get(model) ?? new Map<string, nbformat.INotebookContent>();
    this.left.set(model, left);
    if (undone_at === null) {
      left.set(id, presentOf(panel, this.trans));
    } else {
      left.delete(id);
    }
  }

  /** Write the document; when that fails half-way, what was there comes back. */
  private write(
    model: INotebookModel,
    { record, document, own }: IChange,
    before: nbformat.INotebookContent
  ): void {
    const trusted = trustedCells(model);
    const isTrusted = isTrustedNotebook(model, trusted);
    const mayRun = (id: string): boolean =>
      own
        ? isTrusted && own.has(id)
        : (this.trusted.get(record.id)?.has(id) ?? false);
    try {
      write(model, record.cell, document, own === null, mayRun);
    } catch (reason) {
      write(model, null, before, true, id => trusted.has(id));
      throw reason;
    }
    this.trusted.set(record.id, trusted);
  }

  private readonly kept: KeptBefore;
  /** Cells of each document before that might run scripts; what another page kept has none. */
  private readonly trusted = new Map<string, ReadonlySet<string>>();
  /** What each restore that stands left on screen. */
  private readonly left = new WeakMap<
    INotebookModel,
    Map<string, nbformat.INotebookContent>
  >();
}

/** A cell that was not there is taken away only by an undo. */
function refuseToDelete(
  { cell, document }: IPutting,
  trans: TranslationBundle
): void {
  if (cell !== undefined && document.cells.every(one => one.id !== cell)) {
    throw new ProblemError(
      'not_found',
      trans.__('The cell is not in that notebook, so nothing was put back.'),
      trans.__('Choose another version of it.')
    );
  }
}

/** Write without an end of the task in between: nobody sees or edits half of it. */
function write(
  model: INotebookModel,
  cell: string | null,
  document: nbformat.INotebookContent,
  isExact: boolean,
  mayRun: (id: string) => boolean
): void {
  const shared = model.sharedModel;
  const trust: ITrust = { mayRun, settle: id => settle(model, id, mayRun(id)) };
  if (cell === null) {
    putBack(shared, document, isExact, trust);
    return;
  }
  const place = document.cells.findIndex(one => one.id === cell);
  const index = indexFor(shared, document, place);
  putCellBack(shared, cell, document.cells[place] ?? null, index, trust);
}

/** Behind the nearest cell above it that is still there; else at the top. */
function indexFor(
  shared: ISharedNotebook,
  document: nbformat.INotebookContent,
  place: number
): number {
  const ids = document.cells.map(idOf);
  const present = new Map(shared.cells.map((cell, index) => [cell.id, index]));
  for (let above = place - 1; above >= 0; above--) {
    const index = present.get(ids[above] ?? '');
    if (index !== undefined) {
      return index + 1;
    }
  }
  return 0;
}

/** Outputs of a store do not inherit what the reader once allowed a cell. */
function settle(model: INotebookModel, id: string, isTrusted: boolean): void {
  for (const one of model.cells) {
    if (one.id === id && isCodeCellModel(one) && one.trusted !== isTrusted) {
      one.sharedModel.clearOutputs(null);
      one.trusted = isTrusted;
      if (!isTrusted) {
        one.sharedModel.deleteMetadata('trusted');
      }
    }
  }
}

/** The whole document of a checkpoint, and what it belongs to. */
export function puttingOf(
  shown: INotebookAsItWas,
  report: IRestoreReport | null
): IPutting {
  return {
    target: shown.execution,
    document: shown.notebook as unknown as nbformat.INotebookContent,
    own: shown.own,
    kernelRestore: report?.undo ?? null
  };
}

/** JupyterLab tells itself why a file cannot be saved; the page has all of it. */
async function save({ context }: NotebookPanel): Promise<void> {
  if (context.contentsModel?.writable !== false) {
    await context.save().catch(() => undefined);
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
