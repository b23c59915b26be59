import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  IClient,
  IDataCheck,
  IDataQuery,
  IDataUse
} from '../../api/client';
import type { IHistoryChange } from '../../api/events';
import { asProblem, type ProblemError } from '../../api/problem';
import type { HistoryModel } from '../history/history';

/** Cells of "Run All" end one after another: they are asked about together. */
const PAUSE_MS = 400;
const LIMIT = 200;

/** A checkpoint whose data is asked for, instead of the notebook's. */
export interface IScope {
  ref: string;
  title: string;
}

export interface IDataOptions {
  client: Pick<IClient, 'data' | 'verifyData'>;
  model: HistoryModel;
  changes: ISignal<unknown, IHistoryChange>;
}

/** The data that a notebook or a checkpoint used; loaded while shown. */
export class Data {
  constructor(private readonly options: IDataOptions) {
    const { model, changes } = options;
    changes.connect((_, { what, row }) => {
      if (row.notebook === model.notebook && what === 'recorded' && row.data) {
        this.refresh();
      }
    });
    model.changed.connect(() => {
      if (model.notebook !== this.notebook) {
        this.notebook = model.notebook;
        this.become(null);
      }
    });
  }

  /** Emitted when anything shown is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The latest use of each; null while they are not known. */
  items: readonly IDataUse[] | null = null;
  /** Uses in all, listed or not. */
  total = 0;
  /** The checkpoint whose data this is; null for all of the notebook. */
  scope: IScope | null = null;
  problem: ProblemError | null = null;
  isVerifying = false;
  /** What the last reading of all contents found; null before one. */
  checks: readonly IDataCheck[] | null = null;

  /** Tell whether anybody can see them. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    if (isShown) {
      // Files change without us: what the disk says is asked for again.
      void this.load();
    }
  }

  /** Show what one checkpoint used, or all of the notebook again. */
  become(scope: IScope | null): void {
    this.scope = scope;
    this.items = null;
    this.total = 0;
    this.checks = null;
    this.problem = null;
    this._changed.emit();
    void this.load();
  }

  /** Ask again, once what happens has settled. */
  refresh(): void {
    if (this.isShown) {
      this.pause.invoke().catch(() => undefined); // superseded by the next one
    }
  }

  /** What reading a path again found; null when it was not read. */
  checkOf(path: string): IDataCheck | null {
    return this.checks?.find(check => check.path === path) ?? null;
  }

  /** Read all contents again and compare. `ref` is asked about, else the scope. */
  async verify(ref: string): Promise<void> {
    if (this.isVerifying) {
      return;
    }
    this.isVerifying = true;
    this._changed.emit();
    const { scope } = this;
    try {
      const checks = await this.options.client.verifyData(ref);
      if (scope === this.scope) {
        this.checks = checks;
        this.readings += 1;
        this.problem = null;
      }
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.isVerifying = false;
    this._changed.emit();
  }

  private async load(): Promise<void> {
    const query = this.query();
    if (!this.isShown || query === null) {
      return;
    }
    const load = ++this.loads;
    const { readings } = this;
    try {
      const { items, total } = await this.options.client.data(query);
      if (load === this.loads) {
        this.items = items;
        this.total = total;
        this.problem = null;
        // What was read before is older than what the disk says now.
        this.checks = readings === this.readings ? null : this.checks;
      }
    } catch (reason) {
      if (load === this.loads) {
        this.problem = asProblem(reason);
      }
    }
    this._changed.emit();
  }

  private query(): IDataQuery | null {
    if (this.notebook === null) {
      return null;
    }
    return this.scope === null
      ? { notebook: this.notebook, limit: LIMIT }
      : { ref: this.scope.ref, notebook: this.notebook, limit: LIMIT };
  }

  private readonly pause = new Debouncer(() => this.load(), PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
  private notebook: string | null = null;
  private isShown = false;
  private loads = 0;
  private readings = 0;
}

/** What is known of data against the disk. */
export type Standing =
  | 'same'
  | 'touched' // saved since; its content was not read
  | 'changed'
  | 'gone'
  | 'unreadable'
  | 'unknown';

const STANDINGS: readonly Standing[] = [
  'same',
  'touched',
  'changed',
  'gone',
  'unreadable'
];

/** What reading found goes before what size and time tell. */
export function standingOf(use: IDataUse, check: IDataCheck | null): Standing {
  const told = check ? check.kind : use.now;
  return STANDINGS.find(standing => standing === told) ?? 'unknown';
}

/** What tells one line of the list from the others. */
export function keyOf({ ref }: IDataUse): string {
  return `${ref.mode} ${ref.path}`;
}

/** A remote object, as against a file of this machine. */
export function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** The last part of a path or URI, which people call its name. */
export function nameOf(path: string): string {
  const parts = path.split(/[/\\]/).filter(part => part !== '');
  return parts[parts.length - 1] ?? path;
}
