import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IHistoryQuery } from '../../api/client';
import type { IHistoryChange } from '../../api/events';
import { asProblem, type ProblemError } from '../../api/problem';
import type { Connection } from '../connection';
import { Pace } from '../pace';
import { append, type Rows, upsert } from './rows';

const FIRST_PAGE = 100;
/** More than fit on screen, and few: who types a filter waits for them. */
const FILTERED_PAGE = 40;
const OLDER_PAGE = 200;
/** Rows of a notebook that is filtered come one after another. */
const REFILTER_PAUSE_MS = 120;
/** Rows of "Run All" are drawn a few times a second, however fast they come. */
const EVENTS_PAUSE_MS = 150;
/** A filter that is being typed has no meaning for a moment. */
const PATIENCE_MS = 500;
/** The event stream reconnects by itself within half a minute; see `recover`. */
const RECOVERY_MS = [3_000, 10_000, 32_000];

export interface IHistoryOptions {
  client: IClient;
  connection: Connection;
  /** Emits each change of history, of all notebooks. */
  changes: ISignal<unknown, IHistoryChange>;
}

/** The history of one notebook: loaded by pages, kept current by events. */
export class HistoryModel {
  constructor(private readonly options: IHistoryOptions) {
    options.changes.connect((_, change) => this.take(change));
    options.connection.restored.connect(() => this.recover());
  }

  /** Emitted when anything shown is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Path of the notebook whose history this is. */
  notebook: string | null = null;
  /** Counts the notebooks that were shown; a renamed one is the same. */
  begun = 0;
  filter = '';
  /** The filter that the rows went through. */
  applied = '';
  rows: Rows = [];
  /** When the newest row of all was recorded, whether or not it matches. */
  newest: number | null = null;
  /** Rows that match, loaded or not. */
  total = 0;
  isLoading = false;
  /** Why the last load failed. */
  problem: ProblemError | null = null;
  /** Execution that arrived by itself last, and alone. */
  arrived: string | null = null;
  /** Rows that arrived above the part of the list on screen. */
  unseen = 0;
  /** Whether new rows can be seen when they arrive. */
  isAtTop = true;

  /** What screen readers are told, politely. */
  notice = '';

  /** Whether all rows are loaded. */
  get isComplete(): boolean {
    return this.next === null;
  }

  /** Show another notebook's history; a renamed one keeps its rows meanwhile. */
  follow(notebook: string | null, isRenamed = false): void {
    if (notebook === this.notebook) {
      return;
    }
    this.notebook = notebook;
    if (!isRenamed) {
      this.forget();
    }
    if (notebook === null) {
      this._changed.emit();
    } else {
      void this.reload();
    }
  }

  /** Filter on the server: at once, but one request at a time. */
  setFilter(text: string): void {
    if (text !== this.filter) {
      this.filter = text;
      void this.refilter();
    }
  }

  /** Load the newest page. Rows on screen stay until it is there. */
  async reload(): Promise<void> {
    if (this.notebook === null) {
      return;
    }
    const load = ++this.load;
    const query = this.query();
    this.isLoading = true;
    this.meanwhile = [];
    this._changed.emit();
    try {
      const page = await this.options.client.history(query);
      if (load !== this.load) {
        return;
      }
      this.applied = query.where ?? '';
      this.rows = page.rows;
      this.total = page.total;
      this.next = page.next_before;
      this.problem = null;
      this.unseen = 0;
      page.rows.slice(0, 1).forEach(row => this.note(row));
    } catch (reason) {
      if (load !== this.load) {
        return;
      }
      this.fail(asProblem(reason), load);
    }
    this.isLoading = false;
    this.settle();
  }

  /** Load the next older page, if there is one. */
  async loadMore(): Promise<void> {
    if (this.next === null || this.isLoading || this.isPaging) {
      return;
    }
    const load = this.load;
    this.isPaging = true;
    try {
      const page = await this.options.client.history({
        ...this.query(),
        before: this.next,
        limit: OLDER_PAGE
      });
      if (load === this.load) {
        this.rows = append(this.rows, page.rows);
        this.next = page.next_before;
      }
    } catch (reason) {
      this.options.connection.failed(asProblem(reason));
    } finally {
      this.isPaging = false;
      this._changed.emit();
    }
  }

  /** Tell whether the newest rows are on screen. */
  setAtTop(isAtTop: boolean): void {
    this.isAtTop = isAtTop;
    if (isAtTop && this.unseen > 0) {
      this.unseen = 0;
      this._changed.emit();
    }
  }

  /** Show again what is there, after a setting was changed. */
  refresh(): void {
    this._changed.emit();
  }

  /** Say something that is seen but not heard. */
  announce(notice: string): void {
    this.notice = notice;
    this._changed.emit();
  }

  /** Take a change of history: from the event stream, or a reply of our own. */
  take(change: IHistoryChange): void {
    if (change.row.notebook !== this.notebook || this.notebook === null) {
      return;
    }
    this.note(change.row);
    if (change.what === 'moved') {
      void this.reload(); // an answer from before the move lacks its rows
    } else if (this.isLoading) {
      this.meanwhile.push(change);
    } else if (this.filter !== '' && !this.knows(change)) {
      // Only the server knows whether a new row matches.
      this.changing.invoke().catch(() => undefined);
    } else {
      this.apply(change);
      this.telling.invoke();
    }
  }

  private async refilter(): Promise<void> {
    if (this.isFiltering) {
      return; // the answer that is awaited looks for newer text
    }
    this.isFiltering = true;
    let asked: string;
    do {
      asked = this.filter;
      await this.reload();
    } while (asked !== this.filter);
    this.isFiltering = false;
  }

  private note({ recorded_at }: IHistoryChange['row']): void {
    this.newest = Math.max(this.newest ?? 0, recorded_at);
  }

  private knows(change: IHistoryChange): boolean {
    return this.rows.some(row => row.execution === change.row.execution);
  }

  private apply(change: IHistoryChange): void {
    const { rows, added } = upsert(this.rows, change.row, this.isComplete);
    this.rows = rows;
    if (added !== null) {
      this.total += 1;
      // One that comes close behind another is not worth a movement of its own.
      this.arrived = this.telling.isResting ? null : change.row.execution;
      this.unseen += this.isAtTop ? 0 : 1;
    }
  }

  /** Events may have been faster than the page that was being loaded. */
  private settle(): void {
    const changes = this.meanwhile;
    this.meanwhile = [];
    changes.forEach(change => this.take(change));
    this._changed.emit();
  }

  private fail(problem: ProblemError, load: number): void {
    this.options.connection.failed(problem);
    const tell = (): void => {
      if (load === this.load) {
        this.problem = problem;
        this._changed.emit();
      }
    };
    if (problem.kind === 'invalid' && this.rows.length > 0) {
      setTimeout(tell, PATIENCE_MS);
    } else {
      tell();
    }
  }

  private forget(): void {
    this.load += 1;
    this.begun += 1;
    this.rows = [];
    this.newest = this.next = this.problem = this.arrived = null;
    this.total = this.unseen = 0;
    this.isLoading = false;
  }

  private query(): IHistoryQuery {
    const query: IHistoryQuery = { limit: FIRST_PAGE };
    if (this.notebook !== null) {
      query.notebook = this.notebook;
    }
    if (this.filter.trim() !== '') {
      query.where = this.filter.trim();
      query.limit = FILTERED_PAGE;
    }
    return query;
  }

  /**
   * Load again after the server was away.
   *
   * JupyterLab's event stream reconnects with a back-off of its own and does
   * not say when; a few more loads close the gap, then events do.
   */
  private recover(): void {
    void this.reload();
    for (const pause of RECOVERY_MS) {
      setTimeout(() => void this.reload(), pause);
    }
  }

  private readonly changing = new Debouncer(
    () => this.reload(),
    REFILTER_PAUSE_MS
  );
  private readonly telling = new Pace(
    () => this._changed.emit(),
    EVENTS_PAUSE_MS
  );
  private readonly _changed = new Signal<this, void>(this);
  private next: number | null = null;
  private load = 0;
  private isPaging = false;
  private isFiltering = false;
  private meanwhile: IHistoryChange[] = [];
}
