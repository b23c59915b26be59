import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IDocumentSnapshot } from '../../api/client';
import type {
  IComparison,
  IComparisonRequest,
  ISide,
  IWhy
} from '../../api/comparisons';
import { asProblem, type ProblemError } from '../../api/problem';
import { bodiesOf, type IBodies } from './bodies';
import { changesOf } from './cells';
import type { Connection } from '../connection';
import { Loaded } from '../loaded';

export const TABS = [
  'notebook',
  'variables',
  'data',
  'environment',
  'metrics'
] as const;
export type CompareTab = (typeof TABS)[number];

/** Which two states, and of which notebook. */
export interface ICompared {
  before: string;
  after: string;
  notebook: string | null;
}

export interface ICompareOptions {
  client: IClient;
  connection: Connection;
  compared: ICompared;
  /** The open notebook as it is; null where it is not open. */
  documentOf: (notebook: string | null) => IDocumentSnapshot | null;
}

/** How two states differ: first in counts, then what somebody looks at. */
export class Compare {
  constructor(private readonly options: ICompareOptions) {
    this.compared = options.compared;
    options.connection.restored.connect(this.onRestored, this);
  }

  /** Emitted when anything shown is different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when other states are compared, or it is known which are meant. */
  get chosen(): ISignal<this, void> {
    return this._chosen;
  }

  compared: ICompared;
  comparison: IComparison | null = null;
  bodies: IBodies | null = null;
  problem: ProblemError | null = null;
  isLoading = false;
  /** Whether the notebook changed since it was compared. */
  isStale = false;
  tab: CompareTab = 'notebook';
  onlyDifferences = true;
  withNoise = false;
  isInline = false;
  pictures: 'side' | 'flip' | 'slide' = 'side';
  /** Index of the cell that was gone to; -1 before that. */
  current = -1;
  /** Metric whose change is asked about; null while none is. */
  asked: string | null = null;
  why: Loaded<IWhy> | null = null;

  /** Indexes of the cells that differ. */
  get changes(): readonly number[] {
    return this._changes;
  }

  /** Resolves when the comparison that was asked for last is there, or cannot be. */
  settled: Promise<void> = Promise.resolve();

  /** Compare; what is on screen stays until the answer is there. */
  load(): Promise<void> {
    this.settled = this.ask();
    return this.settled;
  }

  private async ask(): Promise<void> {
    const load = ++this.loads;
    const request = this.request();
    this.isLoading = true;
    this.isStale = false;
    this._changed.emit();
    try {
      const comparison = await this.options.client.compare(request);
      if (load === this.loads) {
        this.take(comparison, request);
      }
    } catch (reason) {
      if (load === this.loads) {
        this.problem = asProblem(reason);
        this.comparison = null;
        this.bodies = null;
        this._changes = [];
        this.options.connection.failed(this.problem);
      }
    }
    if (load === this.loads) {
      this.isLoading = false;
      this._changed.emit();
    }
  }

  /** Compare other states. */
  choose(compared: Partial<ICompared>): void {
    this.compared = { ...this.compared, ...compared };
    this.current = -1;
    this.askWhy(null);
    void this.load();
  }

  swap(): void {
    const { before, after } = this.compared;
    this.choose({ before: after, after: before });
  }

  /** Change how it is shown. */
  show(
    change: Partial<
      Pick<Compare, 'tab' | 'onlyDifferences' | 'isInline' | 'pictures'>
    >
  ): void {
    Object.assign(this, change);
    this._changed.emit();
  }

  setNoise(withNoise: boolean): void {
    this.withNoise = withNoise;
    void this.load();
  }

  /** The notebook has another path; what is compared is the same. */
  rename(notebook: string): void {
    this.compared = { ...this.compared, notebook };
    if (this.answered && this.comparison) {
      this.answered = { ...this.answered, notebook };
      this.bodies = this.bodiesFor(this.comparison, this.answered);
      this._changed.emit();
    }
    this._chosen.emit();
  }

  /** Tell that the notebook is not what was compared any more. */
  setStale(): void {
    if (!this.isStale && this.isOfNow()) {
      this.isStale = true;
      this._changed.emit();
    }
  }

  /** Take in what became known of the same states. */
  refresh(): void {
    if (this.isOfNow() && !this.isStale && !this.problem) {
      void this.load();
    }
  }

  /** Whether the open notebook was compared, not only what is kept of it. */
  get hasText(): boolean {
    return this.sent !== null;
  }

  /** Whether the cells of the notebook read otherwise than those that were compared. */
  isOtherText(texts: readonly string[]): boolean {
    const { sent } = this;
    return (
      sent !== null &&
      (sent.length !== texts.length ||
        sent.some((text, index) => text !== texts[index]))
    );
  }

  /** Go to another cell that differs; from the last one to the first. */
  go(step: 1 | -1): void {
    const { _changes: changes } = this;
    if (changes.length === 0) {
      return;
    }
    const at = changes.indexOf(this.current);
    const from = at < 0 && step < 0 ? 0 : at;
    const next = (from + step + changes.length) % changes.length;
    this.current = changes[next] ?? -1;
    this.tab = 'notebook';
    this._changed.emit();
  }

  /** Ask why a metric changed; null puts the card away. */
  askWhy(metric: string | null): void {
    this.asked = metric;
    this.why = null;
    const { comparison, compared, options } = this;
    if (metric !== null && comparison) {
      const { before, after } = comparison;
      this.why = new Loaded(
        () =>
          options.client.why({
            metric,
            before: before.execution ?? compared.before,
            after: after.execution ?? compared.after,
            ...this.where()
          }),
        () => this._changed.emit()
      );
      this.why.request();
    }
    this._changed.emit();
  }

  dispose(): void {
    this.options.connection.restored.disconnect(this.onRestored, this);
    Signal.clearData(this);
  }

  private take(comparison: IComparison, request: IComparisonRequest): void {
    const { before, after } = comparison;
    const sides = { before: nameOf(before), after: nameOf(after) };
    this.comparison = comparison;
    this.compared = { ...this.compared, ...sides };
    this.problem = null;
    this._changes = changesOf(comparison.cells);
    const { notebook } = this.compared; // it may have been renamed meanwhile
    this.answered = { ...request, ...sides, notebook };
    this.bodies = this.bodiesFor(comparison, this.answered);
    if (!this._changes.includes(this.current)) {
      this.current = -1;
    }
    this._chosen.emit();
  }

  private bodiesFor(
    comparison: IComparison,
    request: IComparisonRequest
  ): IBodies {
    return bodiesOf(comparison, {
      client: this.options.client,
      request,
      settled: () => this._changed.emit()
    });
  }

  private request(): IComparisonRequest {
    const { before, after, notebook } = this.compared;
    const document = this.isOfNow() ? this.options.documentOf(notebook) : null;
    this.sent = document?.cells.map(({ source }) => source) ?? null;
    return {
      before,
      after,
      with_noise: this.withNoise,
      notebook,
      document
    };
  }

  private isOfNow(): boolean {
    const { before, after } = this.compared;
    return before === 'now' || after === 'now';
  }

  private where(): { notebook?: string } {
    const { notebook } = this.compared;
    return notebook === null ? {} : { notebook };
  }

  private onRestored(): void {
    if (this.problem) {
      void this.load();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _chosen = new Signal<this, void>(this);
  private _changes: readonly number[] = [];
  /** The text of each cell as it was compared. */
  private sent: readonly string[] | null = null;
  /** What was asked for what is shown, by states that stay what they are. */
  private answered: IComparisonRequest | null = null;
  private loads = 0;
}

/** What a side goes on to mean: `now~3` is another state after the next cell. */
function nameOf({ kind, execution, ref }: ISide): string {
  return kind === 'now' || kind === 'file' ? kind : (execution ?? ref);
}
