import type { IKnownCell } from '../../api/comparisons';

/** Deleted cells that stood below the same cell; `below` is null at the top. */
export interface IGoneCells {
  below: string | null;
  cells: IKnownCell[];
}

/** Cells that ran and that the notebook does not show any more, by place. */
export function goneCells(
  known: readonly IKnownCell[],
  shown: readonly string[]
): IGoneCells[] {
  const present = new Set(shown);
  const places = new Map<string | null, IKnownCell[]>();
  for (const cell of known) {
    if (!present.has(cell.cell)) {
      const below = cell.above.find(id => present.has(id)) ?? null;
      places.set(below, [...(places.get(below) ?? []), cell]);
    }
  }
  return [null, ...shown].flatMap(below => {
    const cells = places.get(below);
    return cells ? [{ below, cells: inOrder(cells) }] : [];
  });
}

/** The one that stood higher first: it is above the others. */
function inOrder(cells: readonly IKnownCell[]): IKnownCell[] {
  return [...cells].sort(
    (one, other) =>
      Number(one.above.includes(other.cell)) -
        Number(other.above.includes(one.cell)) || one.ended_at - other.ended_at
  );
}
