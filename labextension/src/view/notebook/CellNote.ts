import { Widget } from '@lumino/widgets';

import { hiddenIcon } from '../icons';

/** One line below a cell: what its output rests on. Text only, no live region. */
export class CellNote extends Widget {
  constructor(text: string, detail: string) {
    super();
    this.addClass('jp-mm-CellNote');
    this.node.setAttribute('role', 'note');
    this.node.title = detail;
    const words = document.createElement('span');
    words.dir = 'auto';
    words.textContent = text;
    this.node.append(
      hiddenIcon.element({ tag: 'span', className: 'jp-mm-CellNote-icon' }),
      words
    );
  }
}
