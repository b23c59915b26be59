import { Signal, type ISignal } from '@lumino/signaling';

import type {
  IClient,
  IEnvironmentDifference,
  IEnvironmentShown,
  IHistoryRow,
  IPackageChange
} from '../../api/client';
import { asProblem, type ProblemError } from '../../api/problem';
import type { HistoryModel } from '../history/history';

const AT_ONCE = 2;

export interface IEnvironmentOptions {
  client: Pick<IClient, 'environment' | 'environmentDifference'>;
  model: HistoryModel;
}

/** Under what the cells of a notebook ran, and where that changed. */
export class Environments {
  constructor(private readonly options: IEnvironmentOptions) {
    options.model.changed.connect(() => this.look());
  }

  /** Emitted when anything shown is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the newest execution ran under; null while it is not known. */
  latest: IEnvironmentShown | null = null;
  problem: ProblemError | null = null;

  /** Rows that ran under another environment than the one before, newest first. */
  get steps(): readonly IHistoryRow[] {
    return this.options.model.rows.filter(row => isStep(row));
  }

  /** The row whose change is asked for; null for the newest one. */
  get chosen(): string | null {
    return this._chosen;
  }

  choose(execution: string | null): void {
    this._chosen = execution;
    this._changed.emit();
  }

  /** What a row changed; undefined while it is not known. */
  of(row: IHistoryRow): IEnvironmentDifference | undefined {
    return this.known.get(row.execution);
  }

  /** Ask what a row changed: it never changes again, so it is asked once. */
  request(row: IHistoryRow): void {
    const { execution } = row;
    const isAsked = this.known.has(execution) || this.running.has(execution);
    if (isStep(row) && !isAsked) {
      this.waiting.set(execution, row);
      this.next();
    }
  }

  /** Tell whether anybody can see the latest environment. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    this.look();
  }

  private look(): void {
    const row = this.options.model.rows.find(({ environment }) => environment);
    const environment = row?.environment ?? null;
    if (this.isShown && environment !== this.looked) {
      this.looked = environment;
      this.latest = null;
      if (row) {
        void this.load(row.checkpoint ?? row.execution, environment);
      }
    }
    this._changed.emit();
  }

  private async load(ref: string, environment: string | null): Promise<void> {
    try {
      const latest = await this.options.client.environment(ref);
      if (this.looked === environment) {
        this.latest = latest;
        this.problem = null;
      }
    } catch (reason) {
      this.problem = asProblem(reason);
      this.looked = null; // asked again with the next row
    }
    this._changed.emit();
  }

  private next(): void {
    const [row] = this.waiting.values();
    if (row === undefined || this.running.size >= AT_ONCE) {
      return;
    }
    this.waiting.delete(row.execution);
    this.running.add(row.execution);
    void this.fetch(row).then(() => {
      this.running.delete(row.execution);
      this.next();
    });
    this.next();
  }

  private async fetch({
    execution,
    parent,
    checkpoint
  }: IHistoryRow): Promise<void> {
    try {
      const difference = await this.options.client.environmentDifference(
        parent ?? '',
        checkpoint ?? execution
      );
      this.known.set(execution, difference);
      this._changed.emit();
    } catch {
      // The row says that something changed; what, is asked again when it is looked at.
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly known = new Map<string, IEnvironmentDifference>();
  private readonly waiting = new Map<string, IHistoryRow>();
  private readonly running = new Set<string>();
  private _chosen: string | null = null;
  private looked: string | null = null;
  private isShown = false;
}

/** Whether it can be told what a row changed: against the checkpoint before. */
function isStep(row: IHistoryRow): boolean {
  return row.has_new_environment && row.parent !== null;
}

/** Packages that somebody asked for, and those that came along. */
export function parted(
  packages: readonly IPackageChange[]
): [IPackageChange[], IPackageChange[]] {
  return [
    packages.filter(({ is_direct }) => is_direct),
    packages.filter(({ is_direct }) => !is_direct)
  ];
}

/** How many things differ, facts of the machine included. */
export function sizeOf(difference: IEnvironmentDifference): number {
  return difference.packages.length + difference.facts.length;
}
