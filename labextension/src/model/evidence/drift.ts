import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IDrift } from '../../api/client';
import type { IHistoryChange } from '../../api/events';

const PAUSE_MS = 1000;

export interface IDriftOptions {
  client: Pick<IClient, 'drift'>;
  changes: ISignal<unknown, IHistoryChange>;
  ref: string;
  notebook: string | null;
}

/** How what a checkpoint ran on differs from what is there now. */
export class Drift {
  constructor(private readonly options: IDriftOptions) {
    this.notebook = options.notebook;
    options.changes.connect(this.hear, this);
    void this.load();
  }

  /** Emitted when `found` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Null while it is not known; empty when nothing differs. */
  found: IDrift | null = null;

  /** The path of now. */
  notebook: string | null;

  dispose(): void {
    this.options.changes.disconnect(this.hear, this);
    this.pause.dispose();
    Signal.clearData(this);
  }

  private hear(_: unknown, { what, row }: IHistoryChange): void {
    if (what === 'recorded' && row.notebook === this.notebook) {
      this.pause.invoke().catch(() => undefined); // superseded by the next one
    }
  }

  private async load(): Promise<void> {
    const { client, ref } = this.options;
    try {
      this.found = await client.drift(ref, this.notebook ?? undefined);
      this._changed.emit();
    } catch {
      // A note that is missing does no harm; the checkpoint is shown all the same.
    }
  }

  private readonly pause = new Debouncer(() => this.load(), PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
}
