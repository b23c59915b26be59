import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { CUT_MIME, cutIn } from '../../model/notebook/cuts';
import { formatBytes } from '../../model/format';

/** Shows, where an output was cut, a button that brings all of it. */
export function cutRenderer(
  showAll: (cell: number) => void,
  trans: TranslationBundle
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [CUT_MIME],
    defaultRank: 0,
    createRenderer: () => new CutOutput(showAll, trans)
  };
}

class CutOutput extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly showAll: (cell: number) => void,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Cut');
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const cut = cutIn(model.data[CUT_MIME]);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-mod-styled jp-mod-minimal jp-mm-Button';
    if (cut) {
      button.textContent = this.trans.__(
        'Show all of this output (%1)',
        formatBytes(cut.size)
      );
      button.onclick = () => this.showAll(cut.cell);
      this.node.replaceChildren(button);
    }
    return Promise.resolve();
  }
}
