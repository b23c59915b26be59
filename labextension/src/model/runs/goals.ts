import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IRun } from '../../api/client';
import { goalsText } from '../history/measures';
import type { IPreferences } from '../preferences';
import type { GoalOf } from './values';

export interface IGoalsOptions {
  client: Pick<IClient, 'baseline'>;
  preferences: () => IPreferences;
}

/** Which way is better, of all that the runs of a notebook logged; asked for when a name is new. */
export class Goals {
  constructor(private readonly options: IGoalsOptions) {}

  /** Emitted when more is known. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  readonly of: GoalOf = name => this.known.get(name) ?? null;

  /** Make sure that they are known of these runs. */
  async look(notebook: string, runs: readonly IRun[]): Promise<void> {
    const goals = goalsText(this.options.preferences().goal);
    const over = runs.filter(({ row }) => row !== null); // of others nothing is known yet
    const names = over.flatMap(({ metrics }) => metrics.map(one => one.name));
    const asked = [goals, notebook, ...new Set(names)].sort().join('\n');
    if (names.length === 0 || asked === this.asked) {
      return;
    }
    this.asked = asked;
    try {
      const found = await this.options.client.baseline({ notebook, goals });
      this.known = new Map(found.metrics.map(({ name, goal }) => [name, goal]));
      this._changed.emit();
    } catch {
      this.asked = ''; // without it no best is told; asked again with the next runs
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private known: ReadonlyMap<string, string> = new Map();
  private asked = '';
}
