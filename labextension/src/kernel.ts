import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

import { ProblemError, problemOf } from './api/problem';
import type {
  IKernel,
  IKernelState,
  IRestorePlan,
  IRestoreReport,
  Support
} from './model/restore';

const TARGET = 'jupyter_mm';
/** A kernel that is done with a request answers it at once, or never will. */
const GRACE_MS = 2000;

interface IWaiting {
  resolve: (result: unknown) => void;
  reject: (problem: ProblemError) => void;
}

/**
 * The one place that talks to a kernel: a comm of its own, never code.
 *
 * Each request carries a number that its answer repeats. A kernel without our
 * comm target closes it at once, or ignores it.
 */
export class KernelLink implements IKernel {
  constructor(private readonly context: ISessionContext) {
    context.kernelChanged.connect(() => this.restart());
    context.statusChanged.connect((_, status) => {
      if (
        status === 'restarting' ||
        status === 'autorestarting' ||
        status === 'dead' ||
        status === 'terminating'
      ) {
        this.drop();
      } else if (status === 'idle' && this.comm === null && !this.isRefused) {
        this.connect();
      }
    });
    this.connect();
  }

  /** Emitted when `support` or `state` is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get support(): Support {
    if (!this.context.session?.kernel) {
      return 'none';
    }
    return this.isRefused ? 'no' : this.state ? 'yes' : 'waiting';
  }

  get state(): IKernelState | null {
    return this._state;
  }

  plan(ref: string, names?: string[]): Promise<IRestorePlan> {
    return this.ask<IRestorePlan>('plan', names ? { ref, names } : { ref });
  }

  restore(ref: string, names?: string[]): Promise<IRestoreReport> {
    return this.ask<IRestoreReport>(
      'restore',
      names ? { ref, names } : { ref }
    );
  }

  undo(): Promise<IRestoreReport> {
    return this.ask<IRestoreReport>('undo', {});
  }

  redo(): Promise<IRestoreReport> {
    return this.ask<IRestoreReport>('redo', {});
  }

  /** Learn that this kernel records: it may have jupyter_mm by now. */
  recorded(): void {
    if (this.isRefused) {
      this.connect();
    }
  }

  /** Say good-bye while it can be said: the page is about to close. */
  close(): void {
    if (this.comm && !this.comm.isDisposed && !this.isRefused) {
      this.comm.onClose = () => undefined;
      this.comm.close();
      this.comm = null;
    }
  }

  /** Ask again, after `%load_ext jupyter_mm` for example. */
  connect(): void {
    const kernel = this.context.session?.kernel;
    if (this.comm || !kernel?.handleComms || kernel.isDisposed) {
      return;
    }
    this.isRefused = false;
    const comm = kernel.createComm(TARGET);
    this.comm = comm;
    comm.onMsg = msg => this.receive(msg);
    comm.onClose = () => this.refuse(comm);
    comm.open();
    this.ask<IKernelState>('status', {}).then(
      state => this.become(state),
      () => this._changed.emit() // `support` says what there is to say
    );
  }

  private ask<T>(verb: string, args: JSONObject): Promise<T> {
    const { comm } = this;
    if (!comm || comm.isDisposed) {
      return Promise.reject(noSupport());
    }
    const id = ++this.last;
    const answer = new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as IWaiting['resolve'], reject });
    });
    const sent = comm.send({ id, verb, arguments: args });
    // Both ends mean the same: the kernel is done with the request.
    const done = (): void => this.expire(id, comm);
    sent.done.then(done, done);
    return answer;
  }

  private expire(id: number, comm: Kernel.IComm): void {
    setTimeout(() => {
      const waiting = this.waiting.get(id);
      if (waiting && this.state === null) {
        this.waiting.delete(id);
        waiting.reject(noSupport());
        this.refuse(comm);
      }
    }, GRACE_MS);
  }

  private receive(msg: KernelMessage.ICommMsgMsg): void {
    const { data } = msg.content;
    if (data['event'] === 'state') {
      this.become(data as unknown as IKernelState);
      return;
    }
    const id = Number(data['id']);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (data['ok'] === true) {
      waiting?.resolve(data['result']);
    } else {
      waiting?.reject(problemOf(500, data));
    }
  }

  private become(state: IKernelState): void {
    this._state = state;
    this._changed.emit();
  }

  private refuse(comm: Kernel.IComm): void {
    if (this.comm === comm) {
      this.drop();
      this.isRefused = true;
      this._changed.emit();
    }
  }

  private restart(): void {
    this.drop();
    this.connect();
  }

  /** Forget the kernel that was; what waits for it gets no answer any more. */
  private drop(): void {
    const { comm } = this;
    this.comm = null;
    this._state = null;
    this.isRefused = false;
    for (const waiting of this.waiting.values()) {
      waiting.reject(
        new ProblemError(
          'conflict',
          'The kernel stopped before it answered.',
          ''
        )
      );
    }
    this.waiting.clear();
    if (comm && !comm.isDisposed) {
      comm.dispose();
    }
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly waiting = new Map<number, IWaiting>();
  private comm: Kernel.IComm | null = null;
  private _state: IKernelState | null = null;
  private isRefused = false;
  private last = 0;
}

function noSupport(): ProblemError {
  return new ProblemError(
    'no_support',
    'This kernel has no jupyter_mm.',
    'Install jupyter-mm in the environment of the kernel and restart it.'
  );
}
