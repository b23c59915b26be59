import type { IHistoryRow } from '../../api/client';
import type { IFold } from './folds';
import type { Rows } from './rows';
import { Days } from '../time';
import { UNLINKED, type ILanes } from './tree';

export const ROW_HEIGHT = 44;
export const DIVIDER_HEIGHT = 24;
export const FOLD_HEIGHT = 28;

/** A line of the list: an execution, several of them, or a day that begins. */
export type Item =
  | { kind: 'row'; key: string; row: IHistoryRow; lanes: ILanes }
  | { kind: 'fold'; key: string; rows: Rows; isOpen: boolean; lanes: ILanes }
  | { kind: 'day'; key: string; day: string; at: number; lanes: ILanes };

/** Where each line begins, and where the last one ends. */
export interface ILayout {
  items: readonly Item[];
  tops: readonly number[];
  height: number;
  /** Place of each line by its key. */
  places: ReadonlyMap<string, number>;
  /** Places of the lines that can be selected. */
  lines: readonly number[];
}

export interface ILayoutOptions {
  lanes?: readonly ILanes[];
  folds?: readonly IFold[];
  /** Keys of the folds that are open. */
  open?: ReadonlySet<string>;
}

/** Rows with a divider above each day. Days are the reader's, not UTC's. */
export function layoutOf(rows: Rows, options: ILayoutOptions = {}): ILayout {
  const stack = new Stack(options.lanes ?? []);
  const folds = new Map(options.folds?.map(fold => [fold.from, fold]));
  let index = 0;
  while (index < rows.length) {
    const fold = folds.get(index);
    stack.day(rows, index);
    if (fold) {
      const isOpen = options.open?.has(fold.key) ?? false;
      stack.fold(rows, fold, isOpen);
      for (let inside = fold.from; isOpen && inside < fold.end; inside++) {
        stack.row(rows, inside);
      }
    } else {
      stack.row(rows, index);
    }
    index = fold?.end ?? index + 1;
  }
  return stack.layout;
}

/** Lines, one below the other. */
class Stack {
  constructor(private readonly lanes: readonly ILanes[]) {}

  readonly items: Item[] = [];
  readonly tops: number[] = [];
  readonly places = new Map<string, number>();
  readonly lines: number[] = [];

  get layout(): ILayout {
    const { items, tops, height, places, lines } = this;
    return { items, tops, height, places, lines };
  }

  day(rows: Rows, index: number): void {
    const at = rows[index]?.started_at ?? 0;
    const day = this.days.of(at);
    if (day !== this.last) {
      this.last = day;
      const { above } = this.at(index);
      const lanes = { ...UNLINKED, above, below: above, lane: NOWHERE };
      const key = `day-${day}-${index}`;
      this.push({ kind: 'day', key, day, at, lanes }, DIVIDER_HEIGHT);
    }
  }

  row(rows: Rows, index: number): void {
    const row = rows[index];
    if (row) {
      const lanes = this.at(index);
      this.push({ kind: 'row', key: row.execution, row, lanes }, ROW_HEIGHT);
    }
  }

  fold(rows: Rows, { key, from, end }: IFold, isOpen: boolean): void {
    const first = this.at(from);
    const below = isOpen ? first.above : this.at(end - 1).below;
    this.push(
      {
        kind: 'fold',
        key,
        rows: rows.slice(from, end),
        isOpen,
        lanes: { ...first, below }
      },
      FOLD_HEIGHT
    );
  }

  private at(index: number): ILanes {
    return this.lanes[index] ?? UNLINKED;
  }

  private push(item: Item, size: number): void {
    this.places.set(item.key, this.items.length);
    if (item.kind !== 'day') {
      this.lines.push(this.items.length);
    }
    this.items.push(item);
    this.tops.push(this.height);
    this.height += size;
  }

  private readonly days = new Days();
  private height = 0;
  private last = '';
}

/** No mark, only lines that pass. */
export const NOWHERE = -1;

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

/** Top of a line in the list, or null when it is not there. */
export function topOf(layout: ILayout, key: string): number | null {
  const place = layout.places.get(key);
  return place === undefined ? null : (layout.tops[place] ?? null);
}

/** The line that covers a height of the list, dividers left out. */
export function lineAt(layout: ILayout, top: number): string | null {
  for (let i = lastAtOrBefore(layout.tops, top); i < layout.items.length; i++) {
    const item = layout.items[i];
    if (item && item.kind !== 'day') {
      return item.key;
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
