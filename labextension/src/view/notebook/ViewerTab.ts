import { DOMUtils, MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import { shorten, visible } from '../../model/format';

/** The tab of a notebook as it was: what it shows, and what brings it back after a reload. */
export class ViewerTab extends MainAreaWidget<Panel> {
  constructor(
    public ref: string,
    public notebook: string | null,
    reveal: Promise<void>
  ) {
    const content = new Panel();
    content.addClass('jp-mm-Viewer-body');
    super({ content, reveal });
    this.id = DOMUtils.createDomID(); // what `ref` names now, another tab may show
    this.addClass('jp-mm-Viewer');
    this.toolbar.hide();
    this.title.closable = true;
  }

  name(name: string, trans: TranslationBundle): void {
    const label = name === '' ? trans.__('Checkpoint') : visible(name);
    this.title.label = shorten(label, 32);
    this.title.caption = trans.__('%1 (read-only)', shorten(label, 120));
  }
}
