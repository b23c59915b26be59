import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IRun } from '../../api/client';
import type { IHistoryChange, IValuesLogged } from '../../api/events';
import { asProblem, type ProblemError } from '../../api/problem';
import { Pace } from '../pace';

/** Values arrive several times a second; nobody reads faster than this. */
const PAUSE_MS = 1000;

export interface IRunsOptions {
  client: Pick<IClient, 'runs'>;
  changes: ISignal<unknown, IHistoryChange>;
  valuesLogged: ISignal<unknown, IValuesLogged>;
  /** Runs at most, and points of each curve. */
  limit: number;
  points: number;
}

/** The runs of a notebook; loaded while shown, again when they log. */
export class Runs {
  constructor(private readonly options: IRunsOptions) {
    options.changes.connect(this.onChange);
    options.valuesLogged.connect(this.onValues);
  }

  /** Emitted when anything shown is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  notebook: string | null = null;
  /** Newest first; null while they are not known. */
  items: readonly IRun[] | null = null;
  /** Whether there are older ones. */
  hasMore = false;
  /** The filter that is asked for; `items` stay while it is refused. */
  where = '';
  isLoading = false;
  problem: ProblemError | null = null;

  /** How many of them are still at work. */
  get live(): number {
    return (this.items ?? []).filter(run => run.is_running).length;
  }

  /** Show those of another notebook, or of the same one under another name. */
  follow(notebook: string | null, isRenamed = false): void {
    if (notebook === this.notebook) {
      return;
    }
    this.notebook = notebook;
    if (!isRenamed) {
      this.items = null;
      this.hasMore = false;
    }
    this.problem = null;
    this.loads += 1; // what is under way is about the other one
    this.isLoading = false;
    this._changed.emit();
    this.reload();
  }

  /** Tell whether anybody can see them. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    if (isShown && this.isStale) {
      void this.load();
    }
  }

  setFilter(where: string): void {
    if (where !== this.where) {
      this.where = where;
      this.reload();
    }
  }

  /** Ask again: now, or when they are shown next. */
  reload(): void {
    this.isStale = true;
    if (this.isShown) {
      void this.load();
    }
  }

  dispose(): void {
    this.options.changes.disconnect(this.onChange);
    this.options.valuesLogged.disconnect(this.onValues);
    this.isShown = false;
    Signal.clearData(this);
  }

  private readonly onChange = (
    _: unknown,
    { what, row }: IHistoryChange
  ): void => {
    const concerns =
      row.metrics.length > 0 ||
      this.items?.some(run => run.executions.includes(row.execution));
    if (row.notebook === this.notebook && what !== 'observed' && concerns) {
      this.isStale = true;
      this.pace.invoke();
    }
  };

  private readonly onValues = (
    _: unknown,
    { notebook }: IValuesLogged
  ): void => {
    if (notebook === this.notebook) {
      this.isStale = true;
      this.pace.invoke();
    }
  };

  private async load(): Promise<void> {
    const { notebook, where } = this;
    const { client, limit, points } = this.options;
    if (notebook === null) {
      return;
    }
    const load = ++this.loads;
    this.isStale = false;
    this.isLoading = true;
    this._changed.emit();
    try {
      const query = { notebook, limit, points };
      const found = await client.runs(
        where === '' ? query : { ...query, where }
      );
      if (load === this.loads) {
        this.items = found.runs;
        this.hasMore = found.has_more;
        this.problem = null;
      }
    } catch (reason) {
      if (load === this.loads) {
        this.problem = asProblem(reason);
      }
    }
    if (load === this.loads) {
      this.isLoading = false;
      this._changed.emit();
    }
  }

  private readonly pace = new Pace(() => {
    // An answer that takes longer than the pause is waited for.
    if (this.isShown && this.isLoading) {
      this.pace.invoke();
    } else if (this.isShown && this.isStale) {
      void this.load();
    }
  }, PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
  private isShown = false;
  private isStale = false;
  private loads = 0;
}
