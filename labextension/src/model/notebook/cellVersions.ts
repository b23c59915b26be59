import type { IOutput } from '@jupyterlab/nbformat';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type { ICellVersion } from '../../api/comparisons';
import { asProblem, type ProblemError } from '../../api/problem';
import { asShown, idOf } from './cells';

type Asked = Pick<IClient, 'cellHistory' | 'notebook'>;

/** The texts that one cell had when it ran, one of them looked at. */
export class CellVersions {
  constructor(
    private readonly client: Asked,
    readonly cell: string,
    readonly notebook: string
  ) {}

  /** Emitted when something else is to be shown. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Newest first. */
  versions: readonly ICellVersion[] = [];
  runs = 0;
  problem: ProblemError | null = null;
  isLoaded = false;
  /** Of the version that is looked at; null while they are not there. */
  outputs: IOutput[] | null = null;

  get index(): number {
    return this._index;
  }

  get current(): ICellVersion | null {
    return this.versions[this._index] ?? null;
  }

  async load(): Promise<void> {
    try {
      const found = await this.client.cellHistory(this.cell, this.notebook);
      this.versions = found.versions;
      this.runs = found.runs;
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.isLoaded = true;
    this.look(0);
  }

  /** Look at an older version with 1, at a newer one with -1. */
  step(by: number): void {
    const index = this._index + by;
    if (index >= 0 && index < this.versions.length) {
      this.look(index);
    }
  }

  private look(index: number): void {
    this._index = index;
    this.outputs = null;
    this._changed.emit();
    void this.loadOutputs();
  }

  private async loadOutputs(): Promise<void> {
    const version = this.current;
    if (!version) {
      return;
    }
    let outputs: IOutput[] = [];
    try {
      const shown = await this.client.notebook(
        version.execution,
        this.notebook
      );
      const { cells } = shown.notebook as unknown as {
        cells: Parameters<typeof asShown>[0][];
      };
      const cell = cells.find(one => idOf(one) === this.cell);
      outputs = cell ? ((asShown(cell)['outputs'] ?? []) as IOutput[]) : [];
    } catch {
      // The text is what people look for; it is there.
    }
    if (this.current === version) {
      this.outputs = outputs;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _index = 0;
}
