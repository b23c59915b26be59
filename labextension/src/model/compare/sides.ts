import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IHistoryRow } from '../../api/client';
import type { ISide } from '../../api/comparisons';

const LIMIT = 100;

/** The checkpoints that can be chosen as a side, newest first. */
export class SideChoices {
  constructor(private readonly client: Pick<IClient, 'history'>) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  rows: readonly IHistoryRow[] = [];

  has(execution: string): boolean {
    return this.rows.some(row => row.execution === execution);
  }

  /** List the checkpoints of a notebook; without an answer the list stays short. */
  async load(notebook: string | null): Promise<void> {
    if (notebook === null) {
      return;
    }
    try {
      const { rows } = await this.client.history({ notebook, limit: LIMIT });
      this.rows = rows;
      this._changed.emit();
    } catch {
      // The comparison itself says that the server is away.
    }
  }

  private readonly _changed = new Signal<this, void>(this);
}

/** The value of a side among the choices: a row's execution, `now`, `file`, else the reference. */
export function choiceOf(
  ref: string,
  side: ISide | null,
  rows: readonly IHistoryRow[]
): string {
  if (ref === 'now' || ref === 'file') {
    return ref;
  }
  const execution = side?.execution ?? ref;
  const row = rows.find(
    each => each.execution === execution || each.checkpoint === ref
  );
  return row?.execution ?? ref;
}

/** The side that is not `now` nor the file, and was recorded later, comes second. */
export function inOrder(a: IHistoryRow, b: IHistoryRow): [string, string] {
  return a.position <= b.position
    ? [a.execution, b.execution]
    : [b.execution, a.execution];
}
