import type { IHistoryRow } from '../../api/client';
import type { Rows } from './rows';
import { Days } from '../time';
import type { ILanes } from './tree';

/** Fewer rows than this are not worth a line that hides them. */
const LEAST = 3;

/** Neighbours in the list that one line can stand for, as [from, end). */
export interface IFold {
  key: string;
  from: number;
  end: number;
}

export interface IFoldOptions {
  /** A longer pause ends a sitting; 0 folds nothing. */
  minutes: number;
  now: number;
  /** Rows that are worth a line of their own for another reason. */
  isOutstanding: (row: IHistoryRow) => boolean;
}

/** Automatic executions of sittings that are over. */
export function foldsOf(
  rows: Rows,
  lanes: readonly ILanes[],
  options: IFoldOptions
): IFold[] {
  const folds: IFold[] = [];
  const days = new Days();
  const isFoldable = (index: number): boolean => {
    const row = rows[index];
    return row !== undefined && isPlain(row) && !options.isOutstanding(row);
  };
  const goesOn = (index: number): boolean =>
    isOneSitting(rows[index - 1], rows[index], options.minutes, days) &&
    isOneLine(lanes[index - 1], lanes[index]);
  let index = options.minutes > 0 ? endOfSitting(rows, options) : rows.length;
  while (index < rows.length) {
    const from = index;
    index += 1;
    if (!isFoldable(from)) {
      continue;
    }
    while (isFoldable(index) && goesOn(index)) {
      index += 1;
    }
    if (index - from >= LEAST) {
      // The newest row: pages that are loaded later only add below.
      folds.push({ key: `fold-${rows[from]?.execution}`, from, end: index });
    }
  }
  return folds;
}

/** Whether nobody and nothing marked the row. */
function isPlain(row: IHistoryRow): boolean {
  return (
    row.status === 'ok' &&
    row.message === null &&
    !row.pinned &&
    row.note === null &&
    row.tags.length === 0 &&
    row.verdict === null
  );
}

/** Index of the newest row of the sitting before the one that is going on. */
function endOfSitting(rows: Rows, { minutes, now }: IFoldOptions): number {
  let later = now;
  const isOver = (row: IHistoryRow): boolean => {
    const pause = later - row.started_at - row.duration_s;
    later = row.started_at;
    return pause > minutes * 60;
  };
  const index = rows.findIndex(isOver);
  return index < 0 ? rows.length : index;
}

/** Whether a row is of the sitting and the day of the one above it. */
function isOneSitting(
  newer: IHistoryRow | undefined,
  row: IHistoryRow | undefined,
  minutes: number,
  days: Days
): boolean {
  if (!newer || !row) {
    return false;
  }
  const pause = newer.started_at - row.started_at - row.duration_s;
  return (
    pause <= minutes * 60 &&
    days.of(newer.started_at) === days.of(row.started_at)
  );
}

/** Whether no branch begins or ends between two rows. */
function isOneLine(before?: ILanes, at?: ILanes): boolean {
  return (
    before !== undefined &&
    at !== undefined &&
    at.lane === before.lane &&
    at.above === before.above &&
    at.joining === 0 &&
    at.branch === null
  );
}
