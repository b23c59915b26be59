import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow } from '../api/client';
import type { HistoryModel } from './history';

/** How far a key moves: rows, or to an end of the list. */
export type Step = number | 'first' | 'last';

/** The row that keys and commands act on. */
export class Selection {
  constructor(private readonly history: HistoryModel) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get row(): IHistoryRow | null {
    return this.history.rows[this.index] ?? null;
  }

  get execution(): string | null {
    return this._execution;
  }

  /** Place in the list; -1 when nothing is selected or it is gone. */
  get index(): number {
    return this.history.rows.findIndex(
      row => row.execution === this._execution
    );
  }

  select(execution: string | null): void {
    if (this._execution !== execution) {
      this._execution = execution;
      this._changed.emit();
    }
  }

  /** Move by a step, as a list box does: it ends at the ends. */
  move(step: Step): void {
    const last = this.history.rows.length - 1;
    const from = this.index;
    let to = from < 0 ? 0 : from;
    if (step === 'first') {
      to = 0;
    } else if (step === 'last') {
      to = last;
    } else if (from >= 0) {
      to = Math.min(last, Math.max(0, from + step));
    }
    this.select(this.history.rows[to]?.execution ?? null);
  }

  private readonly _changed = new Signal<this, void>(this);
  private _execution: string | null = null;
}
