import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type * as nbformat from '@jupyterlab/nbformat';
import { JSONExt } from '@lumino/coreutils';

import { replaceOutputs } from '../notebook/outputs';
import { asShown, idOf, longestRising } from '../notebook/cells';

type INotebook = nbformat.INotebookContent;

/** What putting a document back would do to the one that is shown. */
export interface INotebookChanges {
  /** Cells whose text, kind or place is another. */
  changed: number;
  added: number;
  removed: number;
  /** Cells whose outputs only are others. */
  outputs: number;
}

/** Which cells may run what their outputs hold. */
export interface ITrust {
  mayRun(id: string): boolean;
  /** Make it so for a cell that is about to get other outputs. */
  settle(id: string): void;
}

const NO_TRUST: ITrust = { mayRun: () => false, settle: () => undefined };

/** Belongs to the kernel and the reader of now, not to the text of then. */
const OF_NOW = ['kernelspec', 'language_info', 'jupyter_mm'];

/** Count what putting `then` back would change in `now`. */
export function changesBetween(
  now: INotebook,
  then: INotebook
): INotebookChanges {
  const shown = new Map(now.cells.map(cell => [cell.id, asShown(cell)]));
  const cells = then.cells.map(asShown);
  const stay = staying(now.cells.map(asShown), cells);
  const result = { changed: 0, added: 0, removed: 0, outputs: 0 };
  const met = new Set<unknown>();
  for (const [index, cell] of cells.entries()) {
    const present = met.has(cell.id) ? undefined : shown.get(cell.id);
    met.add(cell.id);
    if (!present) {
      result.added += 1;
    } else if (
      !stay.has(index) ||
      present.source !== cell.source ||
      !JSONExt.deepEqual(kept(present), kept(cell))
    ) {
      result.changed += 1;
    } else if (!JSONExt.deepEqual(outputsOf(present), outputsOf(cell))) {
      result.outputs += 1;
    }
  }
  result.removed = [...shown.keys()].filter(id => !met.has(id)).length;
  return result;
}

/**
 * Make a shared document what `then` is, in one transaction.
 *
 * Cells that stay keep their place on the page, and their text is changed only
 * where it differs: cursors stay, and what a collaborator types meanwhile is
 * merged. With `isExact` the metadata of the notebook comes back whole too.
 */
export function putBack(
  notebook: ISharedNotebook,
  then: INotebook,
  isExact: boolean,
  trust: ITrust = NO_TRUST
): void {
  const cells = ownIds(then.cells.map(asShown));
  const present = [...notebook.cells];
  const stay = staying(
    present.map(cell => asShown(cell.toJSON())),
    cells
  );
  for (const [index, place] of stay) {
    settle(present[place], cells[index], trust);
  }
  notebook.transact(() => {
    const kept = new Set(stay.values());
    for (let index = present.length - 1; index >= 0; index--) {
      if (!kept.has(index)) {
        // Not `deleteCell`: positions hold in here, the list of cells does not.
        notebook.deleteCellRange(index, index + 1);
      }
    }
    for (const [index, cell] of cells.entries()) {
      const place = stay.get(index);
      const shown = place === undefined ? undefined : present[place];
      if (!shown) {
        notebook.insertCells(index, [withTrust(cell, trust)]);
      } else {
        write(shown, cell);
      }
    }
    const metadata = isExact
      ? then.metadata
      : metadataOf(notebook.metadata, then.metadata);
    if (!JSONExt.deepEqual(notebook.metadata, metadata)) {
      notebook.metadata = metadata;
    }
  }, false);
  notebook.clearUndoHistory();
}

/**
 * Put one cell back, where it is or where it stood; null takes it away.
 *
 * Without a place of its own it comes to `index`.
 */
export function putCellBack(
  notebook: ISharedNotebook,
  id: string,
  cell: nbformat.ICell | null,
  index: number,
  trust: ITrust = NO_TRUST
): void {
  const place = notebook.cells.findIndex(shown => shown.id === id);
  const shown = notebook.cells[place];
  const then = cell ? { ...asShown(cell), id } : null;
  const isSameKind = then !== null && shown?.cell_type === then.cell_type;
  if (isSameKind) {
    settle(shown, then, trust);
  }
  notebook.transact(() => {
    if (shown && isSameKind) {
      write(shown, then);
      return;
    }
    if (shown) {
      notebook.deleteCellRange(place, place + 1);
    }
    if (then) {
      const where = shown ? place : index;
      notebook.insertCells(where, [withTrust(then, trust)]);
    }
  }, false);
  if (place < 0 && cell) {
    notebook.clearUndoHistory(); // undoing its deletion would bring it twice
  }
}

/**
 * Tell of a cell that stays and gets other outputs.
 *
 * Before anything is written: JupyterLab writes outputs anew when their trust
 * changes, and collaborators would have them twice.
 */
function settle(
  shown: ISharedCell | undefined,
  cell: nbformat.ICell | undefined,
  trust: ITrust
): void {
  if (shown && cell) {
    const present = outputsOf(asShown(shown.toJSON()));
    if (!JSONExt.deepEqual(present, outputsOf(cell))) {
      trust.settle(shown.id);
    }
  }
}

/** What makes JupyterLab trust a cell from the beginning. */
function withTrust(cell: nbformat.ICell, trust: ITrust): nbformat.ICell {
  const isTrusted = cell.cell_type === 'code' && trust.mayRun(idOf(cell));
  const metadata = { ...cell.metadata, trusted: true };
  return isTrusted ? { ...cell, metadata } : cell;
}

/** The document that is on screen, unsaved edits included, without claims to trust. */
export function documentOf(notebook: ISharedNotebook): INotebook {
  // Of a notebook of an older format, only the cells themselves tell their ids.
  const cells = notebook.cells.map(cell => asShown(cell.toJSON()));
  return { ...notebook.toJSON(), cells };
}

/** An id that comes twice would confuse the page: the second cell gets another. */
function ownIds(cells: readonly nbformat.ICell[]): nbformat.ICell[] {
  const met = new Set<unknown>();
  return cells.map(cell => {
    const { id, ...rest } = cell;
    const isKnown = met.has(id);
    met.add(id);
    return isKnown ? rest : cell;
  });
}

/** Cells that can stay in place: of `then` by index, each with its index now. */
function staying(
  now: readonly nbformat.ICell[],
  then: readonly nbformat.ICell[]
): Map<number, number> {
  const places = new Map(now.map((cell, index) => [cell.id, index]));
  const pairs: [number, number][] = [];
  for (const [index, cell] of then.entries()) {
    const place = places.get(cell.id);
    if (place !== undefined && now[place]?.cell_type === cell.cell_type) {
      pairs.push([index, place]);
      places.delete(cell.id); // an id that comes twice stands for its first cell
    }
  }
  return new Map(longestRising(pairs));
}

/** Write what differs into a cell. */
function write(shown: ISharedCell, cell: nbformat.ICell): void {
  const present = asShown(shown.toJSON());
  writeSource(shown, present.source, cell.source);
  const { trusted, ...metadata } = shown.getMetadata();
  if (!JSONExt.deepEqual(metadata, cell.metadata)) {
    for (const name of Object.keys(metadata)) {
      if (!(name in cell.metadata)) {
        shown.deleteMetadata(name);
      }
    }
    shown.setMetadata({ ...cell.metadata, ...(trusted ? { trusted } : {}) });
  }
  if ('setAttachments' in shown) {
    if (!JSONExt.deepEqual(kept(present), kept(cell))) {
      shown.setAttachments(
        cell['attachments'] as nbformat.IAttachments | undefined
      );
    }
  }
  if (!('setOutputs' in shown)) {
    return;
  }
  shown.execution_count = (cell['execution_count'] ?? null) as number | null;
  const outputs = outputsOf(cell);
  if (!JSONExt.deepEqual(outputsOf(present), outputs)) {
    replaceOutputs(shown, outputs);
  }
}

/** Change only the part of the text that differs. */
function writeSource(
  shown: ISharedCell,
  now: nbformat.MultilineString,
  then: nbformat.MultilineString
): void {
  const [before, after] = [String(now), String(then)];
  if (before === after) {
    return;
  }
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) {
    start += 1;
  }
  if (isHalf(before, start) || isHalf(after, start)) {
    start -= 1;
  }
  let end = 0;
  while (
    end < least - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  if (isHalf(before, before.length - end)) {
    end -= 1;
  }
  shown.updateSource(
    start,
    before.length - end,
    after.slice(start, after.length - end)
  );
}

/** Whether a cut here would go through one character, as 😀, that takes two places. */
function isHalf(text: string, place: number): boolean {
  return (text.codePointAt(place - 1) ?? 0) > 0xffff;
}

function kept(cell: nbformat.ICell): nbformat.IAttachments {
  return (cell['attachments'] ?? {}) as nbformat.IAttachments;
}

function outputsOf(cell: nbformat.ICell): nbformat.IOutput[] {
  return (cell['outputs'] ?? []) as nbformat.IOutput[];
}

function metadataOf(
  now: nbformat.INotebookMetadata,
  then: nbformat.INotebookMetadata
): nbformat.INotebookMetadata {
  const isOfNow = ([name]: [string, unknown]): boolean => OF_NOW.includes(name);
  return Object.fromEntries([
    ...Object.entries(then).filter(entry => !isOfNow(entry)),
    ...Object.entries(now).filter(isOfNow)
  ]);
}
