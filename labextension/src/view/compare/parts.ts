import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Compare } from '../../model/compare/compare';

/** What the views of one cell are made of. */
export interface ICellParts {
  isInline: boolean;
  onlyDifferences: boolean;
  model: Compare;
  editors: IEditorServices;
  /** Behind a sanitizer that lets no command through. */
  rendermime: IRenderMimeRegistry;
  trans: TranslationBundle;
}
