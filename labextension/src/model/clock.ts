import { Signal, type ISignal } from '@lumino/signaling';

const TICK_MS = 10_000;

/** The present, told every ten seconds to those who show ages. */
export class Clock {
  constructor(private readonly read: () => number = () => Date.now() / 1000) {
    this.timer = setInterval(() => this._ticked.emit(), TICK_MS);
  }

  get ticked(): ISignal<this, void> {
    return this._ticked;
  }

  /** Seconds since the epoch. */
  get now(): number {
    return this.read();
  }

  dispose(): void {
    clearInterval(this.timer);
    Signal.clearData(this);
  }

  private readonly _ticked = new Signal<this, void>(this);
  private readonly timer: ReturnType<typeof setInterval>;
}
