import { Signal, type ISignal } from '@lumino/signaling';

/** Two sides are all that can be compared. */
const MOST = 2;

/** What was picked to be compared, in the order of picking. */
export class Picks {
  /** Emitted when something is picked or put back. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Executions, or `now`; at most two. */
  get refs(): readonly string[] {
    return this._refs;
  }

  has(ref: string): boolean {
    return this._refs.includes(ref);
  }

  /** Pick, or put back; the oldest of three picks leaves. */
  toggle(ref: string): void {
    this.become(
      this.has(ref)
        ? this._refs.filter(other => other !== ref)
        : [...this._refs, ref].slice(-MOST)
    );
  }

  clear(): void {
    if (this._refs.length > 0) {
      this.become([]);
    }
  }

  private become(refs: readonly string[]): void {
    this._refs = refs;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _refs: readonly string[] = [];
}
