import type { ICellChange } from '../../api/comparisons';
import type { IDocumentSnapshot } from '../../api/client';

/** What the list of a comparison shows: a cell, or a stretch of cells that do not differ. */
export type CellItem =
  | { kind: 'cell'; cell: ICellChange; index: number }
  | { kind: 'fold'; same: number; noise: number; index: number };

export function isChange({ kind }: ICellChange): boolean {
  return kind !== 'same' && kind !== 'noise';
}

/** How many cells differ in times, durations or ids alone. */
export function noisyIn(cells: readonly ICellChange[]): number {
  return cells.filter(({ kind }) => kind === 'noise').length;
}

/** Cells in the order of the notebooks; those that do not differ become folds. */
export function itemsOf(
  cells: readonly ICellChange[],
  onlyDifferences: boolean,
  opened: ReadonlySet<number>
): CellItem[] {
  const items: CellItem[] = [];
  let from = 0;
  while (from < cells.length) {
    const cell = cells[from];
    const end = endOfSame(cells, from);
    if (cell && end === from) {
      items.push({ kind: 'cell', cell, index: from });
      from += 1;
    } else {
      const isFolded = onlyDifferences && !opened.has(from);
      items.push(
        ...(isFolded
          ? [foldOf(cells.slice(from, end), from)]
          : cellItems(cells, from, end))
      );
      from = end;
    }
  }
  return items;
}

function foldOf(cells: readonly ICellChange[], index: number): CellItem {
  const noise = noisyIn(cells);
  return { kind: 'fold', same: cells.length - noise, noise, index };
}

function cellItems(
  cells: readonly ICellChange[],
  from: number,
  end: number
): CellItem[] {
  return cells
    .slice(from, end)
    .map((cell, i) => ({ kind: 'cell', cell, index: from + i }));
}

function endOfSame(cells: readonly ICellChange[], from: number): number {
  let end = from;
  for (let cell = cells[end]; cell && !isChange(cell); cell = cells[end]) {
    end += 1;
  }
  return end;
}

/** Indexes of the cells that differ. */
export function changesOf(cells: readonly ICellChange[]): number[] {
  return cells.flatMap((cell, index) => (isChange(cell) ? [index] : []));
}

/** What tells one cell of a comparison from the others. */
export function placeKey({
  before,
  after
}: Pick<ICellChange, 'before' | 'after'>): string {
  return `${before ?? ''}:${after ?? ''}`;
}

/**
 * The document with the text of one cell only.
 *
 * One cell is asked for at a time: the text of all others need not travel again.
 */
export function onlyCell(
  document: IDocumentSnapshot,
  index: number | null
): IDocumentSnapshot {
  const cells = document.cells.map((cell, i) =>
    i === index
      ? cell
      : { ...cell, source: '', metadata: {}, attachments: null }
  );
  return { ...document, cells };
}
