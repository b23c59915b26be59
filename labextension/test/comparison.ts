// Comparisons for the tests of this folder.
import type {
  ICellChange,
  ICellPair,
  IComparison,
  ISide
} from '../src/api/comparisons';
import { isChange } from '../src/model/compare/cells';
import { NOON } from './rows';

export function makeSide(ref: string, change: Partial<ISide> = {}): ISide {
  return {
    ref,
    kind: 'checkpoint',
    execution: ref,
    checkpoint: `c-${ref}`,
    title: `title of ${ref}`,
    message: null,
    at: NOON - 60,
    complete: true,
    ...change
  };
}

export function makeCell(
  kind: string,
  place: number,
  change: Partial<ICellChange> = {}
): ICellChange {
  return {
    kind,
    before: kind === 'added' ? null : place,
    after: kind === 'removed' ? null : place,
    cell: `c${place}`,
    cell_type: 'code',
    title: `cell ${place}`,
    parts: kind === 'changed' ? ['source'] : [],
    lines_added: 0,
    lines_removed: 0,
    has_images: false,
    ...change
  };
}

export function makeComparison(
  cells: ICellChange[],
  change: Partial<IComparison> = {}
): IComparison {
  return {
    before: makeSide('e1'),
    after: makeSide('e2'),
    cells,
    cells_changed: cells.filter(isChange).length,
    noise: 0,
    variables_changed: 1,
    packages_changed: 0,
    data_changed: 0,
    metrics: [],
    notes: [],
    ...change
  };
}

/** A cell that is after, and was not before. */
export function makePair(source: string): ICellPair {
  return { before: null, after: { source }, difference: [], cut: [] };
}
