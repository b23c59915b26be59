import { Signal, type ISignal } from '@lumino/signaling';

import type { IVariableLife } from '../../api/comparisons';
import type { IClient } from '../../api/client';
import { asProblem, type ProblemError } from '../../api/problem';

/** What is known of one variable over time: nothing yet, its changes, or why not. */
export interface ILife {
  readonly life: IVariableLife | null;
  readonly problem: ProblemError | null;
}

/** The variables whose changes are on screen; loaded when they are opened. */
export class VariableLives {
  constructor(
    private readonly client: Pick<IClient, 'variableLife'>,
    private readonly path: () => string | null
  ) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Null for a variable that is closed. */
  of(name: string): ILife | null {
    return this.open.get(name) ?? null;
  }

  /** The variable that somebody asked for last, to be brought into view once. */
  takeWanted(): string | null {
    const { wanted } = this;
    this.wanted = null;
    return wanted;
  }

  /** Open one because somebody asked for it by name. */
  show(name: string): void {
    this.wanted = name;
    this.load(name);
  }

  toggle(name: string): void {
    if (this.open.delete(name)) {
      this._changed.emit();
    } else {
      this.load(name);
    }
  }

  /** Ask again for what is open: something ran. */
  refresh(): void {
    for (const name of this.open.keys()) {
      this.load(name);
    }
  }

  /** Another notebook has other variables. */
  clear(): void {
    this.open.clear();
    this._changed.emit();
  }

  private load(name: string): void {
    const path = this.path();
    if (path === null) {
      return;
    }
    const before = this.open.get(name);
    this.open.set(name, before ?? { life: null, problem: null });
    this._changed.emit();
    this.client.variableLife(name, path).then(
      life => this.put(name, path, { life, problem: null }),
      (reason: unknown) =>
        this.put(name, path, {
          life: before?.life ?? null,
          problem: asProblem(reason)
        })
    );
  }

  private put(name: string, path: string, found: ILife): void {
    if (this.open.has(name) && this.path() === path) {
      this.open.set(name, found);
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly open = new Map<string, ILife>();
  private wanted: string | null = null;
}
