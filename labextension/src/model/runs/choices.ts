import { Signal, type ISignal } from '@lumino/signaling';

import type { IRun } from '../../api/client';
import { drawnAtFirst, namesWithCurve } from './curves';
import type { ISort } from './table';

/** What somebody chose to see of runs: how sorted, which of them drawn, and what of them. */
export class RunChoices {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  sort: ISort = { key: 'when', isDescending: true };
  /** Parameters that are the same everywhere are left out. */
  onlyDifferences = true;

  /** Ids of the runs that are drawn. */
  drawn(runs: readonly IRun[]): ReadonlySet<string> {
    return this.chosen ?? new Set(drawnAtFirst(runs));
  }

  /** Which look each drawn run has; it stays while the run is drawn. */
  slots(runs: readonly IRun[]): ReadonlyMap<string, number> {
    const drawn = this.drawn(runs);
    const ids = runs.map(({ id }) => id).filter(id => drawn.has(id));
    const kept = ids.filter(id => this.taken.has(id));
    const next = new Map(kept.map(id => [id, this.taken.get(id) ?? 0]));
    const used = new Set(next.values());
    let free = 0;
    for (const id of ids.filter(one => !next.has(one))) {
      while (used.has(free)) {
        free += 1;
      }
      used.add(free);
      next.set(id, free);
    }
    this.taken = next;
    return next;
  }

  /** The metric that is drawn; null where none has a line. */
  metric(runs: readonly IRun[]): string | null {
    const names = namesWithCurve(runs);
    return names.find(name => name === this.asked) ?? names[0] ?? null;
  }

  show(change: Partial<Pick<RunChoices, 'sort' | 'onlyDifferences'>>): void {
    Object.assign(this, change);
    this._changed.emit();
  }

  showMetric(name: string): void {
    this.asked = name;
    this._changed.emit();
  }

  /** Draw a run, or leave it out; from then on new runs are not drawn by themselves. */
  toggle(id: string, runs: readonly IRun[]): void {
    const drawn = this.drawn(runs);
    this.choose(
      drawn.has(id) ? [...drawn].filter(one => one !== id) : [...drawn, id]
    );
  }

  /** Draw these alone. */
  choose(ids: readonly string[]): void {
    this.chosen = new Set(ids);
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private taken: ReadonlyMap<string, number> = new Map();
  private chosen: ReadonlySet<string> | null = null;
  private asked: string | null = null;
}
