import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IHiddenNote } from '../../api/client';
import type { IHistoryChange } from '../../api/events';
import type { HistoryModel } from '../history/history';

/** Cells of "Run All" end one after another: they are asked about together. */
const PAUSE_MS = 400;

export interface IHiddenOptions {
  client: Pick<IClient, 'hiddenState'>;
  model: HistoryModel;
  changes: ISignal<unknown, IHistoryChange>;
}

/** Notes on outputs that the notebook as it stands would not give. */
export class HiddenState {
  constructor(private readonly options: IHiddenOptions) {
    const { model, changes } = options;
    changes.connect((_, { row }) => {
      if (row.notebook === model.notebook) {
        this.ask();
      }
    });
    model.changed.connect(() => {
      if (model.notebook !== this.notebook) {
        this.notebook = model.notebook;
        this.become([]);
        this.ask();
      }
    });
  }

  /** Emitted when the notes are others. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** At most one for each cell. */
  get notes(): readonly IHiddenNote[] {
    return this._notes;
  }

  /** The note on one execution; null where all is well. */
  of(execution: string): IHiddenNote | null {
    return this._notes.find(note => note.execution === execution) ?? null;
  }

  /** Look for notes from now on, or show none. */
  setOn(isOn: boolean): void {
    if (isOn !== this.isOn) {
      this.isOn = isOn;
      this.become([]);
      this.ask();
    }
  }

  private ask(): void {
    if (this.isOn && this.notebook !== null) {
      this.pause.invoke().catch(() => undefined); // superseded by the next one
    }
  }

  private async load(): Promise<void> {
    const { notebook } = this;
    if (notebook === null) {
      return;
    }
    let notes: readonly IHiddenNote[] = [];
    try {
      notes = await this.options.client.hiddenState(notebook);
    } catch {
      // A note that is missing does no harm; one that is out of date would.
    }
    if (notebook === this.notebook && this.isOn) {
      this.become(notes);
    }
  }

  private become(notes: readonly IHiddenNote[]): void {
    if (notes.length > 0 || this._notes.length > 0) {
      this._notes = oneForEach(notes);
      this._changed.emit();
    }
  }

  private readonly pause = new Debouncer(() => this.load(), PAUSE_MS);
  private readonly _changed = new Signal<this, void>(this);
  private _notes: readonly IHiddenNote[] = [];
  private notebook: string | null = null;
  private isOn = false;
}

function oneForEach(notes: readonly IHiddenNote[]): readonly IHiddenNote[] {
  return [...new Map(notes.map(note => [note.cell, note])).values()];
}
