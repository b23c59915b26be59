import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow } from '../api/client';
import { KernelLink } from '../kernel';
import type { IKernel } from '../model/kernel/kernel';
import type { IWishes } from '../model/wishes';
import type { IFollowed } from '../tokens';

/**
 * Follows the active notebook, renames included, unless locked on one.
 *
 * The kernel of every open notebook has a line from the start: what is not to be
 * kept holds for all of them, whichever is shown.
 */
export class Follower implements IFollowed {
  constructor(
    private readonly tracker: INotebookTracker,
    private readonly wished: (panel: NotebookPanel) => IWishes,
    private readonly trans: TranslationBundle
  ) {
    tracker.currentChanged.connect(this.look, this);
    tracker.widgetAdded.connect((_, panel) => void this.linkOf(panel));
    tracker.forEach(panel => this.linkOf(panel));
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

  get active(): NotebookPanel | null {
    return this.tracker.currentWidget;
  }

  find(path: string): NotebookPanel | null {
    return this.tracker.find(({ context }) => context.path === path) ?? null;
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
      const wished = (): IWishes => this.wished(panel);
      link = new KernelLink(panel.sessionContext, this.trans, wished);
      this.links.set(panel, link);
      const close = (): void => link?.close();
      window.addEventListener('pagehide', close);
      panel.disposed.connect(() => {
        window.removeEventListener('pagehide', close);
        link?.dispose();
      });
      link.changed.connect(() => {
        if (panel === this._panel || panel === this.active) {
          this._changed.emit();
        }
      });
    }
    return link;
  }

  /** Tell the kernel of an open notebook that a row of it arrived. */
  recorded({ notebook, checkpoint }: IHistoryRow): void {
    const panel =
      checkpoint !== null && notebook !== null ? this.find(notebook) : null;
    if (panel) {
      this.linkOf(panel).recorded();
    }
  }

  /** Tell every kernel what is wished for by now. */
  wish(): void {
    this.tracker.forEach(panel => this.linkOf(panel).wish());
  }

  private look(): void {
    const current = this.tracker.currentWidget;
    const isHeld = this._isLocked && this._panel && !this._panel.isDisposed;
    if (current === this._panel || isHeld) {
      this._changed.emit(); // commands are for the active one
      return;
    }
    this._isLocked = false;
    this._panel?.context.pathChanged.disconnect(this.onRename, this);
    this._panel = current;
    if (current) {
      this.linkOf(current);
      current.context.pathChanged.connect(this.onRename, this);
      current.disposed.connect(this.look, this);
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
