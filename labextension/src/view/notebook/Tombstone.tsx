import '../../../style/cells.css';

import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IKnownCell } from '../../api/comparisons';
import { shorten, visible } from '../../model/format';

const CELLS_SHOWN = 50;

/** A thin line where deleted cells stood, and the way back for each. */
export class Tombstone extends ReactWidget {
  constructor(
    private readonly cells: readonly IKnownCell[],
    private readonly trans: TranslationBundle,
    private readonly putBack: (cell: IKnownCell) => void
  ) {
    super();
    this.addClass('jp-mm-Tombstone');
    // Keys pressed on its buttons are not meant for the notebook.
    this.node.dataset['lmSuppressShortcuts'] = 'true';
    this.node.setAttribute('role', 'note');
  }

  protected override render(): React.ReactElement {
    const [only, ...others] = this.cells;
    if (only && others.length === 0) {
      return this.line(only);
    }
    return (
      <details>
        <summary>
          {this.trans.__('%1 deleted cells', this.cells.length)}
        </summary>
        {this.cells.slice(0, CELLS_SHOWN).map(cell => (
          <React.Fragment key={cell.cell}>{this.line(cell)}</React.Fragment>
        ))}
      </details>
    );
  }

  private line(cell: IKnownCell): React.ReactElement {
    const { trans } = this;
    const title = shorten(visible(cell.title), 80);
    return (
      <div className="jp-mm-Tombstone-line">
        <span>{trans.__('Deleted:')}</span>
        <code dir="auto">{title}</code>
        <button
          type="button"
          className="jp-mm-Link"
          aria-label={trans.__('Put back the deleted cell %1', title)}
          onClick={() => this.putBack(cell)}
        >
          {trans.__('Put back')}
        </button>
      </div>
    );
  }
}
