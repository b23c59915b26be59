import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow } from '../api/client';
import { KernelLink } from '../kernel';
import type { IKernel } from '../model/restore';
import type { IFollowed } from '../tokens';

/** Follows the active notebook, renames included, unless locked on one. */
export class Follower implements IFollowed {
  constructor(private readonly tracker: INotebookTracker) {
    tracker.currentChanged.connect(() => this.look());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the path is another; true when the notebook is the same. */
  get moved(): ISignal<this, boolean> {
    return this._moved;
  }

  get path(): string | null {
    return this._panel?.context.path ?? null;
  }

  get panel(): NotebookPanel | null {
    return this._panel;
  }

  get kernel(): IKernel | null {
    return this._panel ? (this.links.get(this._panel) ?? null) : null;
  }

  get isLocked(): boolean {
    return this._isLocked;
  }

  set isLocked(isLocked: boolean) {
    this._isLocked = isLocked;
    this.look();
    this._changed.emit();
  }

  /** The kernel of any open notebook. */
  linkOf(panel: NotebookPanel): KernelLink {
    let link = this.links.get(panel);
    if (!link) {
      link = new KernelLink(panel.sessionContext);
      this.links.set(panel, link);
      const close = (): void => link?.close();
      window.addEventListener('pagehide', close);
      panel.disposed.connect(() => {
        window.removeEventListener('pagehide', close);
        close();
      });
      link.changed.connect(() => {
        if (this._panel === panel) {
          this._changed.emit();
        }
      });
    }
    return link;
  }

  /** Tell the kernel of the followed notebook that a row of it arrived. */
  recorded(row: IHistoryRow): void {
    if (this._panel && row.notebook === this.path && row.checkpoint !== null) {
      this.linkOf(this._panel).recorded();
    }
  }

  private look(): void {
    const current = this.tracker.currentWidget;
    const isHeld = this._isLocked && this._panel && !this._panel.isDisposed;
    if (current === this._panel || isHeld) {
      return;
    }
    this._isLocked = false;
    this._panel?.context.pathChanged.disconnect(this.onRename, this);
    this._panel = current;
    if (current) {
      this.linkOf(current);
      current.context.pathChanged.connect(this.onRename, this);
      current.disposed.connect(() => this.look());
    }
    this._moved.emit(false);
    this._changed.emit();
  }

  private onRename(): void {
    this._moved.emit(true);
    this._changed.emit();
  }

  private readonly links = new WeakMap<NotebookPanel, KernelLink>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _moved = new Signal<this, boolean>(this);
  private _panel: NotebookPanel | null = null;
  private _isLocked = false;
}
