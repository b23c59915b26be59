import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IStoreStatus } from '../api/client';
import { asProblem, ProblemError } from '../api/problem';

/** `missing`: the server runs without our extension, and is not asked again. */
export type Reach = 'unknown' | 'online' | 'offline' | 'missing';

const FIRST_RETRY_MS = 1500;
const SLOWEST_RETRY_MS = 30_000;

/** Whether the server answers. It is asked only while it does not. */
export class Connection {
  constructor(private readonly client: IClient) {
    this.poll = new Poll({
      auto: false,
      name: 'jupyter-mm:reconnect',
      factory: () => this.ask(),
      frequency: {
        interval: FIRST_RETRY_MS,
        backoff: true,
        max: SLOWEST_RETRY_MS
      },
      standby: 'when-hidden'
    });
  }

  /** Emitted when `reach` or `store` is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the server answers again after it was offline. */
  get restored(): ISignal<this, void> {
    return this._restored;
  }

  get reach(): Reach {
    return this._reach;
  }

  /** How the store was when last asked. */
  get store(): IStoreStatus | null {
    return this._store;
  }

  /** Ask for the store's status once. */
  async check(): Promise<void> {
    try {
      await this.ask();
    } catch (reason) {
      const problem = asProblem(reason);
      // Whoever is slow with this is not there.
      this.failed(problem.kind === 'slow' ? away(problem) : problem);
    }
  }

  /** Learn from a failed request; other failures than of the line are ignored. */
  failed(problem: ProblemError): void {
    if (problem.kind === 'missing') {
      this.become('missing');
    } else if (problem.kind === 'slow' && this._reach === 'online') {
      void this.check(); // busy with one thing, or away
    } else if (problem.kind === 'offline' && this._reach !== 'missing') {
      this.become('offline');
      const { phase } = this.poll.state;
      if (phase === 'constructed' || phase === 'stopped') {
        void this.poll.start();
      }
    }
  }

  /** Learn from an event that the store is empty no more. */
  recorded(): void {
    if (this._store?.executions === 0) {
      this._store = { ...this._store, executions: 1 };
      this._changed.emit();
    }
  }

  dispose(): void {
    this.poll.dispose();
    Signal.clearData(this);
  }

  private async ask(): Promise<void> {
    const store = await this.client.status();
    const wasOffline = this._reach === 'offline';
    this._store = store;
    this._reach = 'online';
    if (wasOffline) {
      void this.poll.stop();
    }
    this._changed.emit();
    if (wasOffline) {
      this._restored.emit();
    }
  }

  private become(reach: Reach): void {
    if (this._reach !== reach) {
      this._reach = reach;
      this._changed.emit();
    }
  }

  private readonly poll: Poll;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _restored = new Signal<this, void>(this);
  private _reach: Reach = 'unknown';
  private _store: IStoreStatus | null = null;
}

function away({ message, hint }: ProblemError): ProblemError {
  return new ProblemError('offline', message, hint);
}
