import type { ICellOutputs, ILatestOutputs } from '../../api/client';

/** A code cell as the open document shows it. */
export interface IShownCell {
  id: string;
  source: string;
  count: number | null;
  /** Whether its outputs are on their way to this page. */
  isLive: boolean;
}

/** What history knows of the open document that the document does not show. */
export interface ICompletion {
  /** Outputs to put in. */
  ready: ICellOutputs[];
  /** Cells with newer outputs whose text is another now; left alone. */
  changed: string[];
  /** Cells that still run and whose outputs this page does not receive. */
  running: string[];
}

export const NOTHING: ICompletion = { ready: [], changed: [], running: [] };

/**
 * Compare history with the open document.
 *
 * A cell without a number may have been cleared on purpose: its outputs are
 * offered only when they are newer than the file (`savedAt`, seconds). A
 * smaller number than history's always means that a run was missed.
 */
export function completionOf(
  cells: readonly IShownCell[],
  latest: ILatestOutputs,
  savedAt: number
): ICompletion {
  const shown = new Map(cells.map(cell => [cell.id, cell]));
  const { running } = latest;
  const result: ICompletion = { ready: [], changed: [], running: [] };
  for (const id of running) {
    const cell = shown.get(id);
    if (cell && !cell.isLive) {
      result.running.push(id);
    }
  }
  for (const outputs of latest.cells) {
    const cell = shown.get(outputs.cell);
    if (!cell || cell.isLive || running.includes(outputs.cell)) {
      continue;
    }
    if (!isMissing(cell, outputs, savedAt)) {
      continue;
    }
    if (cell.source === outputs.source) {
      result.ready.push(outputs);
    } else {
      result.changed.push(outputs.cell);
    }
  }
  return result;
}

/** Of what was to be put in when `then` was shown, what has not been run or edited since. */
export function stillMissing(
  ready: readonly ICellOutputs[],
  then: readonly IShownCell[],
  now: readonly IShownCell[]
): ICellOutputs[] {
  const before = new Map(then.map(cell => [cell.id, cell]));
  const same = new Set<string>();
  for (const { id, count, source, isLive } of now) {
    const cell = before.get(id);
    if (!isLive && cell?.count === count && cell.source === source) {
      same.add(id);
    }
  }
  return ready.filter(({ cell }) => same.has(cell));
}

function isMissing(
  cell: IShownCell,
  outputs: ICellOutputs,
  savedAt: number
): boolean {
  if (cell.count !== null && cell.count === outputs.count) {
    return false;
  }
  const isLaterRun =
    cell.count !== null && outputs.count !== null && outputs.count > cell.count;
  return isLaterRun || outputs.ended_at > savedAt;
}
