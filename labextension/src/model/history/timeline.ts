import { Signal, type ISignal } from '@lumino/signaling';

import type { Clock } from '../clock';
import { foldsOf, type IFold } from './folds';
import type { HistoryModel } from './history';
import { layoutOf, type ILayout, type Item } from './items';
import type { Measures } from './measures';
import type { IPreferences } from '../preferences';
import { lanesOf, type ILanes } from './tree';

export interface ITimelineOptions {
  model: HistoryModel;
  measures: Measures;
  clock: Clock;
  preferences: () => IPreferences;
}

/** The list as it is drawn: rows with their branches, folds and days. */
export class Timeline {
  constructor(private readonly options: ITimelineOptions) {
    options.measures.changed.connect(() => this.redraw());
  }

  /** Emitted when a fold is opened or closed, or rows stand out otherwise. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Made anew when something that it shows is another. */
  get layout(): ILayout {
    const { model, clock, preferences } = this.options;
    const minutes = preferences().foldAutomatic;
    const drawn = [
      model.rows,
      model.isComplete,
      model.applied,
      minutes,
      Math.floor(clock.now / 60)
    ];
    if (drawn.some((part, index) => part !== this.drawn[index])) {
      this.drawn = drawn;
      this._layout = this.draw(minutes);
    }
    return this._layout;
  }

  /** The fold that a key is of; null for a row. */
  foldOf(key: string | null): Extract<Item, { kind: 'fold' }> | null {
    const { items, places } = this.layout;
    const item = items[places.get(key ?? '') ?? -1];
    return item?.kind === 'fold' ? item : null;
  }

  /** Open or close a fold. */
  toggle(key: string): void {
    if (!this.open.delete(key)) {
      this.open.add(key);
    }
    this.redraw();
  }

  /** Open the fold that hides an execution. */
  reveal(execution: string): void {
    const { rows } = this.options.model;
    const { places } = this.layout;
    const index = rows.findIndex(row => row.execution === execution);
    const fold = this.folds.find(
      ({ from, end }) => from <= index && index < end
    );
    if (fold && !places.has(execution)) {
      this.toggle(fold.key);
    }
  }

  private draw(minutes: number): ILayout {
    const { model, measures, clock } = this.options;
    const { rows, isComplete } = model;
    let lanes: ILanes[] = [];
    this.folds = [];
    // Rows that match a filter are no history of their own.
    if (model.applied === '') {
      lanes = lanesOf(rows, isComplete);
      this.folds = foldsOf(rows, lanes, {
        minutes,
        now: clock.now,
        isOutstanding: row => measures.isBaseline(row.execution)
      });
    }
    return layoutOf(rows, { lanes, folds: this.folds, open: this.open });
  }

  private redraw(): void {
    this.drawn = [];
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly open = new Set<string>();
  private folds: readonly IFold[] = [];
  private drawn: readonly unknown[] = [];
  private _layout: ILayout = layoutOf([]);
}
