import type { TranslationBundle } from '@jupyterlab/translation';

import type { CommandID } from '../commands';
import type { Thumbnails } from '../model/thumbnails';
import type { IHistory } from '../tokens';

/** How views act: by command, so that a button does what the palette does. */
export interface IActions {
  run(command: CommandID, args?: { ref?: string }): void;
  /** Whether a command is possible now; `caption` says why not. */
  state(
    command: CommandID,
    args?: { ref?: string }
  ): { isEnabled: boolean; caption: string };
}

/** What every part of the sidebar is given. */
export interface IViewContext {
  history: IHistory;
  thumbnails: Thumbnails;
  actions: IActions;
  trans: TranslationBundle;
}
