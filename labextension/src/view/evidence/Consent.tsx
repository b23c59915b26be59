import '../../../style/evidence.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IJob } from '../../api/client';
import { shorten, visible } from '../../model/format';
import { FormDialog } from '../FormDialog';

const LINES_SHOWN = 100;

/** List what a job would do beyond the usual, and ask. Nothing of it was done. */
export async function askForConsent(
  job: IJob,
  trans: TranslationBundle
): Promise<boolean> {
  const dialog = new FormDialog<unknown>({
    title: trans.__('This needs your consent'),
    body: new ConsentBody(job, trans),
    // The safe answer is the one that Enter gives.
    defaultButton: 0,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Go on') })
    ]
  });
  dialog.addClass('jp-mm-EvidenceDialog');
  const { button } = await dialog.launch();
  return button.accept;
}

export class ConsentBody extends ReactWidget {
  constructor(
    private readonly job: IJob,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Form');
  }

  protected override render(): React.ReactElement {
    const { job, trans } = this;
    return (
      <>
        <p className="jp-mm-Plan-title" dir="auto">
          {shorten(visible(job.title), 120)}
        </p>
        <p>
          {trans.__(
            'It stopped before this. Go on only if you trust where the notebook comes from:'
          )}
        </p>
        <ul className="jp-mm-Asked">
          {job.needs_consent.slice(0, LINES_SHOWN).map((line, index) => (
            <li key={index} dir="auto">
              {shorten(visible(line), 400)}
            </li>
          ))}
        </ul>
        {job.needs_consent.length > LINES_SHOWN && (
          <p>{trans.__('%1 more', job.needs_consent.length - LINES_SHOWN)}</p>
        )}
      </>
    );
  }
}
