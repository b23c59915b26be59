import type { Cell } from '@jupyterlab/cells';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IPage, IPageCell, IRun } from '../model/history/edits';
import type { IFollowed } from '../tokens';

/** Tells of all cells that this page runs. */
interface IRunning {
  executionScheduled: ISignal<unknown, { cell: Cell }>;
  executed: ISignal<unknown, { notebook: Notebook; cell: Cell }>;
}

/** The code cells of the notebook that the sidebar follows. */
export class Page implements IPage {
  constructor(
    private readonly followed: IFollowed,
    running: IRunning
  ) {
    followed.changed.connect(() => this.look());
    running.executionScheduled.connect((_, { cell }) => {
      this.sent.set(cell, cell.model.sharedModel.getSource());
    });
    running.executed.connect((_, { notebook, cell }) => {
      const source = this.sent.get(cell);
      if (source !== undefined && notebook === this.panel?.content) {
        this.tellOf(cell, source);
      }
    });
  }

  /** Emitted when a cell of this notebook was run here, with the text that was sent. */
  get ran(): ISignal<this, IRun> {
    return this._ran;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  cells(): readonly IPageCell[] {
    const cells = this.panel?.model?.sharedModel.cells ?? [];
    return cells.flatMap(cell =>
      cell.cell_type === 'code' && 'execution_count' in cell
        ? [
            {
              id: cell.getId(),
              source: cell.getSource(),
              count: cell.execution_count
            }
          ]
        : []
    );
  }

  private look(): void {
    const { panel } = this.followed;
    if (panel === this.panel) {
      return;
    }
    this.panel?.model?.contentChanged.disconnect(this.tell, this);
    this.panel = panel;
    const begin = (): void => {
      if (panel === this.panel) {
        panel?.model?.contentChanged.connect(this.tell, this);
        this.tell();
      }
    };
    void panel?.context.ready.then(begin, () => undefined);
    this.tell();
  }

  /** One that was skipped, since another failed before it, has no number. */
  private tellOf({ isDisposed, model }: Cell, source: string): void {
    if (!isDisposed && hasRun(model)) {
      this._ran.emit({ id: model.id, source });
    }
  }

  private tell(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _ran = new Signal<this, IRun>(this);
  private readonly sent = new WeakMap<Cell, string>();
  private panel: NotebookPanel | null = null;
}

function hasRun({ sharedModel }: Cell['model']): boolean {
  return (
    'execution_count' in sharedModel && sharedModel.execution_count !== null
  );
}
