import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { IClient } from './api/client';
import type { HistoryEvents } from './api/events';
import type { Clock } from './model/clock';
import type { Connection } from './model/connection';
import type { Data } from './model/evidence/data';
import type { Edits } from './model/history/edits';
import type { Environments } from './model/evidence/environment';
import type { HiddenState } from './model/notebook/hidden';
import type { HistoryModel } from './model/history/history';
import type { Jobs } from './model/evidence/jobs';
import type { Measures } from './model/history/measures';
import type { Picks } from './model/history/picks';
import type { IPreferences } from './model/preferences';
import type { Recovery } from './model/kernel/recovery';
import type { IKernel } from './model/kernel/kernel';
import type { Restores } from './model/restore/restores';
import type { Selection } from './model/history/selection';
import type { Timeline } from './model/history/timeline';
import type { Variables } from './model/variables/variables';

/** The notebook that the sidebar follows. */
export interface IFollowed {
  readonly changed: ISignal<unknown, void>;
  readonly path: string | null;
  readonly panel: NotebookPanel | null;
  readonly kernel: IKernel | null;
  /** The notebook that is worked in; with the lock on it may be another one. */
  readonly active: NotebookPanel | null;
  /** An open notebook by its path. */
  find(path: string): NotebookPanel | null;
  /** The kernel of any open notebook. */
  linkOf(panel: NotebookPanel): IKernel;
  /** Whether the sidebar stays on this notebook. */
  isLocked: boolean;
}

/** What other extensions may use: the history on screen and what it belongs to. */
export interface IHistory {
  readonly model: HistoryModel;
  readonly timeline: Timeline;
  readonly measures: Measures;
  readonly edits: Edits;
  readonly selection: Selection;
  /** What was picked to be compared. */
  readonly picks: Picks;
  readonly connection: Connection;
  readonly followed: IFollowed;
  readonly recovery: Recovery;
  /** What was put back, and can be taken back. */
  readonly restores: Restores;
  readonly hidden: HiddenState;
  readonly variables: Variables;
  readonly data: Data;
  readonly environments: Environments;
  readonly jobs: Jobs;
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
