import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { MIME_TYPE, sheetOf, type ISheet } from '../../model/notebook/sheet';
import type { ISheetContext, SheetView } from './SheetView';

/** An output of ours; what draws it is loaded with the first one. */
export class LiveDisplay extends ReactWidget implements IRenderMime.IRenderer {
  constructor(private readonly context: ISheetContext) {
    super();
    this.addClass('jp-mm-Display');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.view = (await import('./SheetView')).SheetView;
    this.sheet = sheetOf(model.data[MIME_TYPE]);
    const text = model.data['text/plain'];
    this.text = typeof text === 'string' ? text : '';
    this.update();
    await this.renderPromise;
  }

  protected override render(): React.ReactElement | null {
    if (this.view === null) {
      return null;
    }
    return this.sheet === null
      ? React.createElement('pre', null, this.text)
      : React.createElement(this.view, { ...this.context, sheet: this.sheet });
  }

  private view: typeof SheetView | null = null;
  private sheet: ISheet | null = null;
  private text = '';
}
