import type { IHistoryRow } from '../api/client';
import type { Rows } from './rows';
import { dayOf } from './time';

export const ROW_HEIGHT = 44;
export const DIVIDER_HEIGHT = 24;

/** A line of the list: an execution, or the day that begins below. */
export type Item =
  | { kind: 'row'; key: string; row: IHistoryRow; index: number }
  | { kind: 'day'; key: string; day: string; at: number };

/** Where each line begins, and where the last one ends. */
export interface ILayout {
  items: readonly Item[];
  tops: readonly number[];
  height: number;
}

/** Rows with a divider above each day. Days are the reader's, not UTC's. */
export function layoutOf(rows: Rows): ILayout {
  const items: Item[] = [];
  const tops: number[] = [];
  let height = 0;
  let last = '';
  const push = (item: Item, size: number): void => {
    items.push(item);
    tops.push(height);
    height += size;
  };
  rows.forEach((row, index) => {
    const day = dayOf(row.started_at);
    if (day !== last) {
      last = day;
      const key = `day-${day}-${index}`;
      push({ kind: 'day', key, day, at: row.started_at }, DIVIDER_HEIGHT);
    }
    push({ kind: 'row', key: row.execution, row, index }, ROW_HEIGHT);
  });
  return { items, tops, height };
}

/** The lines that touch a stretch of the list, as [first, end). */
export function visibleRange(
  layout: ILayout,
  top: number,
  height: number,
  margin = 6
): [number, number] {
  const { tops } = layout;
  const first = Math.max(0, lastAtOrBefore(tops, top) - margin);
  const end = lastAtOrBefore(tops, top + height) + 1 + margin;
  return [first, Math.min(tops.length, end)];
}

/** Top of a row in the list, or null when the row is not there. */
export function topOf(layout: ILayout, execution: string): number | null {
  const index = layout.items.findIndex(
    item => item.kind === 'row' && item.key === execution
  );
  return layout.tops[index] ?? null;
}

/** The row that covers a height of the list. */
export function rowAt(layout: ILayout, top: number): IHistoryRow | null {
  for (let i = lastAtOrBefore(layout.tops, top); i < layout.items.length; i++) {
    const item = layout.items[i];
    if (item?.kind === 'row') {
      return item.row;
    }
  }
  return null;
}

function lastAtOrBefore(tops: readonly number[], value: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? Infinity) <= value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return Math.max(0, low);
}
