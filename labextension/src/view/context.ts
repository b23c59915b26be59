import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';

import type { CommandID } from '../commands';
import type { Thumbnails } from '../model/history/thumbnails';
import type { IHistory } from '../tokens';

/** What views give to commands. */
export interface IActionArgs {
  ref?: string;
  /** The two sides of a comparison. */
  a?: string;
  b?: string;
  notebook?: string;
  details?: boolean;
  paused?: boolean;
  remember?: boolean;
  names?: string[];
  /** Of one variable. */
  name?: string;
  excluded?: boolean;
  /** Of all of the notebook, instead of one checkpoint. */
  all?: boolean;
  slice?: boolean;
  tolerance?: number;
  job?: string;
}

/** Whether a command is possible now; `caption` says why not. */
export interface IActionState {
  isEnabled: boolean;
  caption: string;
}

/** How views act: by command, so that a button does what the palette does. */
export interface IActions {
  /** Emitted when `state` may say otherwise of a command; without an id, of any. */
  readonly changed: ISignal<unknown, { id: string | undefined }>;
  run(command: CommandID, args?: IActionArgs): void;
  state(command: CommandID, args?: IActionArgs): IActionState;
}

/** What every part of the sidebar is given. */
export interface IViewContext {
  history: IHistory;
  thumbnails: Thumbnails;
  actions: IActions;
  trans: TranslationBundle;
}

/** What the list asks of the header above it. */
export interface ISectionActions {
  focusFilter: () => void;
  clearFilter: () => void;
}
