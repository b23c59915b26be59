import type { Event } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IHistoryRow, IJob } from './client';

export const HISTORY_CHANGED =
  'https://jupyter-mm.invalid/events/history-changed/v1';
export const JOB_CHANGED = 'https://jupyter-mm.invalid/events/job-changed/v1';
export const VALUES_LOGGED =
  'https://jupyter-mm.invalid/events/values-logged/v1';
export const NOT_KEPT = 'https://jupyter-mm.invalid/events/not-kept/v1';

const KINDS = [
  'recorded',
  'observed',
  'logged',
  'restored',
  'annotated',
  'verified',
  'moved'
] as const;

/** One row of history that is new or different. */
export interface IHistoryChange {
  what: (typeof KINDS)[number];
  row: IHistoryRow;
}

/** An execution that still runs logged something. */
export interface IValuesLogged {
  notebook: string;
  execution: string;
}

/** Our events among all those of the server. */
export class HistoryEvents {
  constructor(source: Event.IManager) {
    source.stream.connect((_, event) => {
      if (event.schema_id === HISTORY_CHANGED) {
        const change = readChange(event);
        if (change) {
          this._changed.emit(change);
        }
      } else if (event.schema_id === JOB_CHANGED) {
        const job = readJob(event);
        if (job) {
          this._jobChanged.emit(job);
        }
      } else if (event.schema_id === VALUES_LOGGED) {
        const { notebook, execution } = event;
        if (typeof notebook === 'string' && typeof execution === 'string') {
          this._valuesLogged.emit({ notebook, execution });
        }
      } else if (event.schema_id === NOT_KEPT) {
        this._notKept.emit();
      }
    });
  }

  get changed(): ISignal<this, IHistoryChange> {
    return this._changed;
  }

  /** Emits work on the server that is further than it was. */
  get jobChanged(): ISignal<this, IJob> {
    return this._jobChanged;
  }

  /** Emits while a cell runs that logs. */
  get valuesLogged(): ISignal<this, IValuesLogged> {
    return this._valuesLogged;
  }

  /** Emits when the server gave something up; the store's status says why. */
  get notKept(): ISignal<this, void> {
    return this._notKept;
  }

  private _changed = new Signal<this, IHistoryChange>(this);
  private _jobChanged = new Signal<this, IJob>(this);
  private _valuesLogged = new Signal<this, IValuesLogged>(this);
  private _notKept = new Signal<this, void>(this);
}

// An event's schema was checked by the server; this only guards the page
// against another program that emits under our name.

function readChange(event: Event.Emission): IHistoryChange | null {
  const what = KINDS.find(kind => kind === event['what']);
  const row = event['row'] as Partial<IHistoryRow> | undefined;
  return what && typeof row?.execution === 'string' && row.metrics
    ? { what, row: row as IHistoryRow }
    : null;
}

function readJob(event: Event.Emission): IJob | null {
  const job = event['job'] as Partial<IJob> | undefined;
  return typeof job?.id === 'string' && typeof job.status === 'string'
    ? (job as IJob)
    : null;
}
