import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

import { ProblemError } from './api/problem';
import { idle, isBusy } from './idle';
import type {
  IKernel,
  IKernelState,
  IPlanScope,
  IRestoreChoice,
  IRestorePlan,
  IRestoreReport,
  Support
} from './model/kernel/kernel';
import { Requests } from './requests';
import { NO_WISHES, Wishes, type IWishes } from './model/wishes';

const TARGET = 'jupyter_mm';
/** What a kernel says whose variables are no more. */
const GONE = ['restarting', 'autorestarting', 'dead', 'terminating'];

/**
 * The one place that talks to a kernel: a comm of its own, never code.
 *
 * A kernel without our comm target closes it at once, or ignores it.
 */
export class KernelLink implements IKernel {
  constructor(
    private readonly context: ISessionContext,
    private readonly trans: TranslationBundle,
    wished: () => IWishes = () => NO_WISHES
  ) {
    this.wishes = new Wishes(wished);
    context.kernelChanged.connect(() => {
      this.drop();
      this.connect();
    }, this);
    // After a restart: what waits to be run is sent after what is sent here.
    context.connectionStatusChanged.connect((_, status) => {
      if (status === 'connected' && !this.isRefused) {
        this.connect();
      } else if (status !== 'connected' && this.state) {
        // Answers may be lost on the way; what was done, the next state tells.
        this.forget(
          this.trans.__('The line to the kernel broke before it answered.')
        );
      }
    }, this);
    context.propertyChanged.connect((_, name) => {
      if (name === 'path') {
        this.rename();
      }
    }, this);
    context.statusChanged.connect((_, status) => {
      if (GONE.includes(status)) {
        this.drop();
      } else if (status === 'idle' && this.comm === null && !this.isRefused) {
        this.connect();
      }
    }, this);
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

  get heardAt(): number {
    return this._heardAt;
  }

  plan(ref: string, scope: IPlanScope = {}): Promise<IRestorePlan> {
    const { names, recovery = false } = scope;
    return this.between<IRestorePlan>('plan', {
      ref,
      ...(names ? { names } : {}),
      ...(recovery ? { recovery } : {})
    });
  }

  restore(ref: string, choice: IRestoreChoice = {}): Promise<IRestoreReport> {
    const { names, recompute = [] } = choice;
    return this.between<IRestoreReport>('restore', {
      ref,
      ...(names ? { names } : {}),
      ...(recompute.length > 0 ? { recompute } : {})
    });
  }

  undo(): Promise<IRestoreReport> {
    return this.between<IRestoreReport>('undo', {});
  }

  redo(): Promise<IRestoreReport> {
    return this.between<IRestoreReport>('redo', {});
  }

  recover(ref?: string): Promise<IRestoreReport> {
    return this.between<IRestoreReport>(
      'recover',
      ref === undefined ? {} : { ref }
    );
  }

  async get(ref: string, name: string, other: string): Promise<void> {
    await this.between('get', { ref, name, as: other });
  }

  branch(name: string): Promise<void> {
    return this.tell('branch', { name });
  }

  decide(name: string, keep: boolean): Promise<void> {
    return this.tell('decide', { name, keep });
  }

  pause(isPaused: boolean): Promise<void> {
    return this.tell('pause', { paused: isPaused });
  }

  exclude(names: readonly string[], isExcluded: boolean): Promise<void> {
    return this.tell('exclude', { names: [...names], on: isExcluded });
  }

  /** Tell what is wished for by now. */
  wish(): void {
    if (this.state) {
      void this.wishes.tell(this);
    }
  }

  /** Learn that this kernel records: it may have jupyter_mm by now. */
  recorded(): void {
    if (this.isRefused) {
      this.connect();
    }
  }

  /** Say good-bye while it can be said: page or notebook are about to close. */
  close(): void {
    if (this.comm && !this.comm.isDisposed && !this.isRefused) {
      this.comm.onClose = () => undefined;
      this.comm.close();
      this.comm = null;
    }
    this.forget(
      this.trans.__('The notebook was closed before the kernel answered.')
    );
  }

  /** The notebook was closed; another view of it may go on with the same kernel. */
  dispose(): void {
    this.close();
    Signal.disconnectReceiver(this);
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
    comm.open({ notebook: this.context.path, ...this.wishes.opening() });
    this.ask<IKernelState>('status', {}).then(
      state => {
        this.wishes.check(state);
        this.become(state);
      },
      () => this._changed.emit() // `support` says what there is to say
    );
  }

  /** Ask for what is done between cells: it must not wait for hours, and act then. */
  private between<T>(verb: string, args: JSONObject): Promise<T> {
    return isBusy(this.context)
      ? idle(this.context, this.trans).then(() => this.ask<T>(verb, args))
      : this.ask<T>(verb, args);
  }

  /** Ask for something that changes how the kernel keeps: it answers its state. */
  private async tell(verb: string, args: JSONObject): Promise<void> {
    this.become(await this.ask<IKernelState>(verb, args));
  }

  private ask<T>(verb: string, args: JSONObject): Promise<T> {
    const { comm } = this;
    if (!comm || comm.isDisposed) {
      return Promise.reject(noSupport(this.trans));
    }
    return this.requests.send<T>(comm, verb, args, () => {
      if (this.state === null) {
        this.refuse(comm);
      }
    });
  }

  private receive(msg: KernelMessage.ICommMsgMsg): void {
    const { data } = msg.content;
    if (data['event'] === 'state') {
      this.become(data as unknown as IKernelState);
      return;
    }
    this.requests.take(data);
  }

  private become(state: IKernelState): void {
    this._state = state;
    this._heardAt = Date.now() / 1000;
    this.wish();
    this._changed.emit();
  }

  /** A kernel recovers by the notebook's name; an older one keeps the old. */
  private rename(): void {
    if (this.state) {
      this.ask('notebook', { path: this.context.path }).catch(() => undefined);
    }
  }

  private refuse(comm: Kernel.IComm): void {
    if (this.comm === comm) {
      this.requests.end(noSupport(this.trans));
      this.drop();
      this.isRefused = true;
      this._changed.emit();
    }
  }

  /** Forget the kernel that was; what waits for it gets no answer any more. */
  private drop(): void {
    const { comm } = this;
    this.comm = null;
    this._state = null;
    this.isRefused = false;
    this.forget(this.trans.__('The kernel stopped before it answered.'));
    if (comm && !comm.isDisposed) {
      comm.dispose();
    }
    this._changed.emit();
  }

  private forget(why: string): void {
    this.requests.end(new ProblemError('conflict', why, ''));
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly wishes: Wishes;
  private readonly requests = new Requests();
  private comm: Kernel.IComm | null = null;
  private _state: IKernelState | null = null;
  private _heardAt = 0;
  private isRefused = false;
}

/** What a kernel that cannot be asked is. */
function noSupport(trans: TranslationBundle): ProblemError {
  return new ProblemError(
    'no_support',
    trans.__('This kernel has no jupyter_mm.'),
    trans.__(
      'Install jupyter-mm in the environment of the kernel and restart it.'
    )
  );
}
