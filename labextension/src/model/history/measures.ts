import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type { IBaseline } from '../../api/comparisons';
import type { IHistoryChange } from '../../api/events';
import { deltasOf, type Deltas, type IDelta } from './deltas';
import type { HistoryModel } from './history';
import type { IPreferences } from '../preferences';

/** Cells of "Run All" end one after another: they are asked about together. */
const PAUSE_MS = 400;

export interface IMeasuresOptions {
  client: Pick<IClient, 'baseline'>;
  model: HistoryModel;
  changes: ISignal<unknown, IHistoryChange>;
  preferences: () => IPreferences;
}

/** How the logged values of a notebook stand against its baseline. */
export class Measures {
  constructor(private readonly options: IMeasuresOptions) {
    const { model, changes } = options;
    changes.connect((_, { row, what }) => {
      const isMeasured = row.metrics.length > 0 || what === 'annotated';
      if (row.notebook === model.notebook && isMeasured) {
        this.ask();
      }
    });
    model.changed.connect(() => this.look());
  }

  /** Emitted when the baseline is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What an execution's values are measured at, by name. */
  of(execution: string): ReadonlyMap<string, IDelta> {
    return this.deltas().get(execution) ?? NOTHING;
  }

  /** Whether the execution has the best value of any name. */
  isBaseline(execution: string): boolean {
    return this.outstanding.has(execution);
  }

  /** Which way is better, where that is known. */
  goalOf(name: string): string | null {
    const found = this.baseline?.metrics.find(metric => metric.name === name);
    return found?.goal ?? null;
  }

  private look(): void {
    const { model, preferences } = this.options;
    const { baseline, goal } = preferences();
    const asked = `${baseline} ${goalsText(goal)}`;
    const isNew = model.notebook !== this.notebook;
    if (isNew || asked !== this.asked) {
      if (isNew) {
        this.become(null);
      }
      const hasMetrics = model.rows.some(row => row.metrics.length > 0);
      if (hasMetrics && !model.isLoading) {
        this.notebook = model.notebook;
        this.asked = asked;
        this.ask();
      }
    }
  }

  private ask(): void {
    this.pause.invoke().catch(() => undefined); // superseded by the next one
  }

  private async load(): Promise<void> {
    const { client, model, preferences } = this.options;
    const { baseline, goal } = preferences();
    const { notebook } = model;
    if (notebook === null) {
      return;
    }
    try {
      const found = await client.baseline({
        notebook,
        kind: baseline === 'pinned' ? 'pinned' : 'best',
        goals: goalsText(goal)
      });
      if (notebook === model.notebook) {
        this.become(found);
      }
    } catch {
      // A comparison that is missing does no harm; one with other settings would.
      this.asked = '';
      this.rows = null;
      this._changed.emit();
    }
  }

  private become(baseline: IBaseline | null): void {
    if (baseline !== this.baseline) {
      this.baseline = baseline;
      this.outstanding = new Set(baseline?.metrics.map(one => one.execution));
      this.rows = null;
      this._changed.emit();
    }
  }

  /** Rows under a filter lack those between them: what was known stays. */
  private deltas(): Deltas {
    const { model } = this.options;
    if (this.rows !== model.rows && model.applied === '') {
      this.rows = model.rows;
      this.known = deltasOf(model.rows, {
        baseline: this.baseline,
        mode: this.mode(),
        isComplete: model.isComplete
      });
    }
    return this.known;
  }

  /** Where nothing is pinned, the answer is the best. */
  private mode(): IPreferences['baseline'] {
    const { baseline } = this.options.preferences();
    const isPinned = baseline === 'pinned' && this.baseline?.kind === 'pinned';
    return isPinned || baseline === 'previous' ? baseline : 'best';
  }

  private readonly pause = new Debouncer(() => this.load(), PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
  private baseline: IBaseline | null = null;
  private outstanding: ReadonlySet<string> = new Set();
  private known: Deltas = new Map();
  private rows: HistoryModel['rows'] | null = null;
  private notebook: string | null = null;
  private asked = '';
}

const NOTHING: ReadonlyMap<string, IDelta> = new Map();

/** Goals as the server takes them: `acc:up,loss:down`. */
export function goalsText(goal: IPreferences['goal']): string {
  return Object.entries(goal)
    .map(([name, direction]) => `${name}:${direction}`)
    .join(',');
}
