import { Signal, type ISignal } from '@lumino/signaling';

import type { IKernel, IRecoverable } from './kernel';

interface ISource {
  readonly changed: ISignal<unknown, void>;
  readonly kernel: IKernel | null;
}

/** The offer to bring back what the kernel before this one had. */
export class Recovery {
  constructor(private readonly source: ISource) {
    source.changed.connect(() => this.look());
    this.look();
  }

  /** Emitted when `offer` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What could come back; null when there is nothing, or nobody wants it. */
  get offer(): IRecoverable | null {
    return this._offer;
  }

  /** Offer it no more to this kernel; the command still brings it back. */
  dismiss(): void {
    const session = this.source.kernel?.state?.session;
    if (session !== undefined) {
      this.dismissed.add(session);
      this.look();
    }
  }

  private look(): void {
    const state = this.source.kernel?.state ?? null;
    const offer =
      state?.recoverable && !this.dismissed.has(state.session)
        ? state.recoverable
        : null;
    const key = offer && state ? `${state.session} ${offer.ref}` : '';
    if (key !== this.key) {
      this.key = key;
      this._offer = offer;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly dismissed = new Set<string>();
  private _offer: IRecoverable | null = null;
  private key = '';
}
