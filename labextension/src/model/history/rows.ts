import type { IHistoryRow } from '../../api/client';

/** Rows newest first: the greatest position on top. */
export type Rows = readonly IHistoryRow[];

export interface IUpsert {
  rows: Rows;
  /** Place of the row that was added; null when a known one was replaced. */
  added: number | null;
}

/**
 * Replace the row of the same execution, or put a new one at its place.
 *
 * A row older than all that are loaded is left to the page it belongs to, so
 * `isComplete` tells whether older pages exist. Unchanged rows keep their
 * identity: only one row is painted again.
 */
export function upsert(
  rows: Rows,
  row: IHistoryRow,
  isComplete: boolean
): IUpsert {
  const known = rows.findIndex(other => other.execution === row.execution);
  if (known >= 0) {
    const next = rows.slice();
    next[known] = row;
    return { rows: next, added: null };
  }
  const place = rows.findIndex(other => other.position < row.position);
  const added = place < 0 ? rows.length : place;
  if (added === rows.length && !isComplete && rows.length > 0) {
    return { rows, added: null };
  }
  return {
    rows: [...rows.slice(0, added), row, ...rows.slice(added)],
    added
  };
}

/** Add an older page; rows that arrived by event meanwhile are not doubled. */
export function append(rows: Rows, page: Rows): Rows {
  const known = new Set(rows.map(row => row.execution));
  return [...rows, ...page.filter(row => !known.has(row.execution))];
}

/** Names that the execution changed and that its title does not say already. */
export function untoldNames(row: IHistoryRow): string[] {
  const told = new Set((row.message ?? row.title).split(/[^\p{L}\p{N}_]+/u));
  return row.changed.filter(name => !told.has(name));
}
