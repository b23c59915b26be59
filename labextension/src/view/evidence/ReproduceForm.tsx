import '../../../style/evidence.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { shorten, visible } from '../../model/format';
import { FormDialog } from '../FormDialog';

/** How a checkpoint is to be reproduced. */
export interface IHow {
  is_slice: boolean;
  tolerance: number;
}

const DEFAULT_TOLERANCE = '1e-6';

/** Say what reproducing does, and ask how; null when it is not wanted. */
export async function askHow(
  title: string,
  trans: TranslationBundle
): Promise<IHow | null> {
  const dialog = new FormDialog<IHow>({
    title: trans.__('Reproduce'),
    body: new ReproduceForm(title, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Reproduce') })
    ]
  });
  dialog.addClass('jp-mm-EvidenceDialog');
  const { button, value } = await dialog.launch();
  return button.accept ? value : null;
}

export class ReproduceForm
  extends ReactWidget
  implements Dialog.IBodyWidget<IHow>
{
  constructor(
    private readonly name: string,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Form');
  }

  getValue(): IHow {
    const tolerance = Number(this.tolerance);
    return {
      is_slice: this.isSlice,
      tolerance:
        this.tolerance.trim() !== '' && tolerance >= 0 && tolerance <= 1
          ? tolerance
          : Number(DEFAULT_TOLERANCE)
    };
  }

  protected override render(): React.ReactElement {
    const { trans } = this;
    return (
      <>
        <p className="jp-mm-Plan-title" dir="auto">
          {shorten(visible(this.name), 120)}
        </p>
        <p>
          {trans.__(
            'The cells that led here run again in a clean process, with the packages of then, on a copy of the data. Your kernel and your files stay as they are.'
          )}
        </p>
        <fieldset className="jp-mm-Choices">
          <legend>{trans.__('What runs')}</legend>
          {this.choice(false, trans.__('All cells that led here'))}
          {this.choice(true, trans.__('Only what the last one depends on'))}
        </fieldset>
        <label className="jp-mm-Field">
          <span>{trans.__('Numbers may differ by (relative)')}</span>
          <input
            className="jp-mod-styled"
            type="text"
            inputMode="decimal"
            defaultValue={DEFAULT_TOLERANCE}
            onChange={({ target }) => {
              this.tolerance = target.value;
            }}
          />
        </label>
      </>
    );
  }

  private choice(isSlice: boolean, label: string): React.ReactElement {
    return (
      <label>
        <input
          type="radio"
          name="jp-mm-what-runs"
          defaultChecked={!isSlice}
          onChange={() => {
            this.isSlice = isSlice;
          }}
        />
        {label}
      </label>
    );
  }

  private isSlice = false;
  private tolerance = DEFAULT_TOLERANCE;
}
