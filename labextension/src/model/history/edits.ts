import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type { IKnownCell } from '../../api/comparisons';
import type { IHistoryChange } from '../../api/events';
import type { HistoryModel } from './history';

/** Typing and running cells change a notebook many times a second. */
const PAUSE_MS = 400;

/** A code cell of the page. */
export interface IPageCell {
  id: string;
  source: string;
  /** Number of its last execution, as the page shows it. */
  count: number | null;
}

/** A cell, and the text that was run. */
export type IRun = Pick<IPageCell, 'id' | 'source'>;

/** The code cells of the notebook that is followed. */
export interface IPage {
  /** Emitted when a cell, or the notebook, is another. */
  readonly changed: ISignal<unknown, void>;
  /** Emitted when this page has run a cell: earlier than it is recorded. */
  readonly ran: ISignal<unknown, IRun>;
  cells(): readonly IPageCell[];
}

export interface IEditsOptions {
  client: Pick<IClient, 'knownCells'>;
  model: HistoryModel;
  changes: ISignal<unknown, IHistoryChange>;
  page: IPage;
}

/** How many cells read differently from what ran last. */
export class Edits {
  constructor(private readonly options: IEditsOptions) {
    const { model, changes, page } = options;
    page.changed.connect(() => this.look());
    page.ran.connect((_, run) => {
      this.late.set(run.id, { source: run.source, isRecorded: false });
      this.take(run);
    });
    model.changed.connect(() => {
      if (model.notebook !== this.notebook && !model.isLoading) {
        this.notebook = model.notebook;
        this.ran = null;
        this.late.clear();
        this.loads += 1;
        this.become(null);
        this.ask();
      } else if (this.hasFailed && !model.isLoading) {
        this.ask();
      }
    });
    changes.connect((_, { what, row }) => {
      if (row.notebook !== model.notebook || what === 'annotated') {
        return;
      }
      if (what === 'recorded') {
        this.record(row);
      }
      if (what === 'recorded' || this.count !== 0) {
        this.ask(); // the server has the last word
      }
    });
  }

  /** Emitted when the number is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Cells edited since they ran, or never run; null while it is not known. */
  get count(): number | null {
    return this._count;
  }

  /** Count again, soon. */
  private look(): void {
    this.pause.invoke().catch(() => undefined); // superseded by the next one
  }

  private ask(): void {
    this.asking.invoke().catch(() => undefined);
  }

  /** Take what others ran as it stands, until the server tells: it may be edited already. */
  private record({ cell, count }: IHistoryChange['row']): void {
    const run = cell === null ? undefined : this.late.get(cell);
    if (run) {
      run.isRecorded = true;
      return;
    }
    const shown = this.options.page.cells().find(({ id }) => id === cell);
    if (shown?.count === count) {
      this.late.set(shown.id, { source: shown.source, isRecorded: true });
      this.take(shown);
    }
  }

  /** At once: "not run" must not be read below what just ran. */
  private take({ id, source }: IRun): void {
    this.ran?.set(id, source);
    this.tally();
  }

  private async load(): Promise<void> {
    const { notebook } = this;
    const load = ++this.loads;
    this.hasFailed = false;
    this.late.forEach(({ isRecorded }, cell) => {
      if (isRecorded) {
        this.late.delete(cell); // the answer tells of it
      }
    });
    let known: readonly IKnownCell[] = [];
    if (notebook !== null && this.options.model.newest !== null) {
      try {
        known = await this.options.client.knownCells(notebook);
      } catch {
        this.hasFailed = true; // "Now" says less then; asked again with the next list
        return;
      }
    }
    if (load === this.loads) {
      this.ran = new Map(known.map(({ cell, source }) => [cell, source]));
      this.late.forEach(({ source }, cell) => this.ran?.set(cell, source));
      this.tally();
    }
  }

  private tally(): void {
    const { ran } = this;
    if (ran !== null) {
      const cells = this.options.page.cells();
      this.become(
        cells.filter(cell => isEdited(cell, ran.get(cell.id))).length
      );
    }
  }

  private become(count: number | null): void {
    if (count !== this._count) {
      this._count = count;
      this._changed.emit();
    }
  }

  private readonly pause = new Debouncer(() => this.tally(), PAUSE_MS);
  private readonly asking = new Debouncer(() => this.load(), PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
  private _count: number | null = null;
  private notebook: string | null = null;
  /** Text of each cell when it ran last; null while it is not known. */
  private ran: Map<string, string> | null = null;
  /** Cells that ended, and that what the server answers next may lack. */
  private readonly late = new Map<
    string,
    { source: string; isRecorded: boolean }
  >();
  private loads = 0;
  private hasFailed = false;
}

/** Blanks around it make no other cell; an empty one is nothing to run. */
function isEdited({ source }: IPageCell, ran: string | undefined): boolean {
  const text = source.trim();
  return text !== '' && text !== ran?.trim();
}
