import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Compare } from '../../model/compare/compare';
import type { SideChoices } from '../../model/compare/sides';
import type { IHistory } from '../../tokens';
import type { IActions } from '../context';

/** What every part of a comparison is given. */
export interface ICompareContext {
  model: Compare;
  choices: SideChoices;
  history: IHistory;
  actions: IActions;
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  /** Ask for a reference that is not among the choices. */
  askRef: () => Promise<string | null>;
}
