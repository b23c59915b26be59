import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow } from '../../api/client';
import type { HistoryModel } from './history';
import type { Timeline } from './timeline';

/** How far a key moves: rows, or to an end of the list. */
export type Step = number | 'first' | 'last';

/** The line that keys and commands act on: an execution, or a fold. */
export class Selection {
  constructor(
    private readonly history: HistoryModel,
    private readonly timeline: Pick<Timeline, 'layout' | 'reveal'>
  ) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The selected execution; null when none is, or a fold. */
  get row(): IHistoryRow | null {
    const isMeant = (row: IHistoryRow): boolean =>
      row.execution === this._execution;
    const listed = this.history.rows.find(isMeant);
    const { pointed } = this;
    return listed ?? (pointed && isMeant(pointed) ? pointed : null);
  }

  /** Key of the selected line: of a row its execution. */
  get execution(): string | null {
    return this._execution;
  }

  /** Place among the lines; -1 when nothing is selected or it is gone. */
  get index(): number {
    const { places, lines } = this.timeline.layout;
    return this._execution === null
      ? -1
      : lines.indexOf(places.get(this._execution) ?? -1);
  }

  /** Select a line; a row that a fold hides comes out of it. */
  select(execution: string | null): void {
    if (this._execution !== execution) {
      if (execution !== null) {
        this.timeline.reveal(execution);
      }
      this._execution = execution;
      this._changed.emit();
    }
  }

  /** Select a row that stands elsewhere, whether or not the list has it. */
  point(row: IHistoryRow): void {
    this.pointed = row;
    this.select(row.execution);
  }

  /** Move by a step, as a list box does: it ends at the ends. */
  move(step: Step): void {
    const { items, lines } = this.timeline.layout;
    const last = lines.length - 1;
    const from = this.index;
    let to = from < 0 ? 0 : from;
    if (step === 'first') {
      to = 0;
    } else if (step === 'last') {
      to = last;
    } else if (from >= 0) {
      to = Math.min(last, Math.max(0, from + step));
    }
    this.select(items[lines[to] ?? -1]?.key ?? null);
  }

  private readonly _changed = new Signal<this, void>(this);
  private pointed: IHistoryRow | null = null;
  private _execution: string | null = null;
}
