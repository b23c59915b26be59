import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { IClient } from './api/client';
import type { HistoryEvents } from './api/events';
import type { Clock } from './model/clock';
import type { Connection } from './model/connection';
import type { HistoryModel } from './model/history';
import type { IPreferences } from './model/preferences';
import type { IKernel } from './model/restore';
import type { Selection } from './model/selection';

/** The notebook that the sidebar follows. */
export interface IFollowed {
  readonly changed: ISignal<unknown, void>;
  readonly path: string | null;
  readonly panel: NotebookPanel | null;
  readonly kernel: IKernel | null;
  /** Whether the sidebar stays on this notebook. */
  isLocked: boolean;
}

/** What other extensions may use: the history on screen and what it belongs to. */
export interface IHistory {
  readonly model: HistoryModel;
  readonly selection: Selection;
  readonly connection: Connection;
  readonly followed: IFollowed;
  /** Replaced as a whole when a setting changes. */
  preferences: IPreferences;
  readonly clock: Clock;
  readonly client: IClient;
  readonly events: HistoryEvents;
}

export const IHistory = new Token<IHistory>(
  'jupyter-mm:IHistory',
  'The history of the notebook that jupyter_mm shows.'
);
