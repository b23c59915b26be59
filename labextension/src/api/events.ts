import type { Event } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow } from './client';

export const HISTORY_CHANGED =
  'https://jupyter-mm.invalid/events/history-changed/v1';

const KINDS = [
  'recorded',
  'observed',
  'logged',
  'restored',
  'annotated',
  'moved'
] as const;

/** One row of history that is new or different. */
export interface IHistoryChange {
  what: (typeof KINDS)[number];
  row: IHistoryRow;
}

/** Our events among all those of the server. */
export class HistoryEvents {
  constructor(source: Event.IManager) {
    source.stream.connect((_, event) => {
      if (event.schema_id === HISTORY_CHANGED) {
        const change = read(event);
        if (change) {
          this._changed.emit(change);
        }
      }
    });
  }

  get changed(): ISignal<this, IHistoryChange> {
    return this._changed;
  }

  private _changed = new Signal<this, IHistoryChange>(this);
}

function read(event: Event.Emission): IHistoryChange | null {
  const what = KINDS.find(kind => kind === event['what']);
  const row = event['row'] as Partial<IHistoryRow> | undefined;
  // The event's schema was checked by the server; this only guards the page
  // against another program that emits under our name.
  return what && typeof row?.execution === 'string' && row.metrics
    ? { what, row: row as IHistoryRow }
    : null;
}
