import '../../../style/restore.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import { shorten, visible } from '../../model/format';
import {
  doesAnything,
  firstChoices,
  isSameNow,
  type IRestoreChoices,
  type IRestoreOffer,
  type IWish
} from '../../model/restore/offer';
import { FormDialog } from '../FormDialog';
import { Into } from './Into';
import { EnvironmentPart, NotebookPart, VariablesPart } from './Parts';

/** Show what a restore would do, and ask; null when nothing is wanted. */
export async function askRestore(
  offer: IRestoreOffer,
  wish: IWish,
  trans: TranslationBundle
): Promise<IRestoreChoices | null> {
  const body = new RestoreForm(offer, firstChoices(offer, wish), trans);
  const dialog = new FormDialog<IRestoreChoices>({
    title: trans.__('Restore %1', shorten(visible(offer.name), 60)),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Restore') })
    ]
  });
  dialog.addClass('jp-mm-RestoreDialog');
  const { button, value } = await dialog.launch();
  return button.accept && value && doesAnything(value) ? value : null;
}

/** What each part would do, and where to. */
export class RestoreForm
  extends ReactWidget
  implements Dialog.IBodyWidget<IRestoreChoices>
{
  constructor(
    private readonly offer: IRestoreOffer,
    private choices: IRestoreChoices,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Plan');
    this.addClass('jp-mm-Restore');
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.allow();
  }

  getValue(): IRestoreChoices {
    const { recompute, branch } = this.choices;
    return {
      ...this.choices,
      recompute: [...recompute].sort(),
      branch: branch.trim()
    };
  }

  protected override render(): React.ReactElement {
    const { offer, choices, trans } = this;
    const part = {
      ...{ offer, choices, trans },
      choose: (change: Partial<IRestoreChoices>) => this.choose(change)
    };
    return (
      <>
        <p className="jp-mm-Plan-title" dir="auto">
          {shorten(visible(offer.title), 120)}
        </p>
        {isSameNow(offer) && (
          <p>{trans.__('Notebook and variables are exactly these now.')}</p>
        )}
        <NotebookPart {...part} />
        <VariablesPart {...part} />
        <EnvironmentPart {...part} />
        <Into {...part} />
        <p className="jp-mm-Hint">
          {choices.into === 'copy'
            ? trans.__('The notebook that is open stays as it is.')
            : trans.__('Now is kept as a checkpoint first: you can undo this.')}
        </p>
      </>
    );
  }

  private choose(change: Partial<IRestoreChoices>): void {
    this.choices = { ...this.choices, ...change };
    this.allow();
    this.update();
  }

  /** The dialog cannot be accepted while nothing is chosen. */
  private allow(): void {
    const isNothing = !doesAnything(this.choices);
    this.toggleClass('jp-mod-error', isNothing); // what the dialog looks for on input
    const accept = this.node
      .closest('.jp-Dialog')
      ?.querySelector<HTMLButtonElement>('button.jp-mod-accept');
    if (accept) {
      accept.disabled = isNothing;
    }
  }
}
