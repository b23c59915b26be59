import '../../../style/evidence.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IBuiltEnvironment, IUnmatched } from '../../api/client';
import { shorten, visible } from '../../model/format';
import { FormDialog } from '../FormDialog';

/** Show which environment was built, and what it has in another form. */
export async function showBuilt(
  built: IBuiltEnvironment,
  trans: TranslationBundle
): Promise<void> {
  const dialog = new FormDialog<unknown>({
    title: trans.__('Kernel from an environment'),
    body: new BuiltReport(built, trans),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
  dialog.addClass('jp-mm-EvidenceDialog');
  await dialog.launch();
}

export class BuiltReport extends ReactWidget {
  constructor(
    private readonly built: IBuiltEnvironment,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Form');
  }

  protected override render(): React.ReactElement {
    const { built, trans } = this;
    return (
      <>
        <dl className="jp-mm-Facts">
          <dt>{trans.__('Kernel')}</dt>
          <dd dir="auto">
            {visible(built.kernel ?? trans.__('none was registered'))}
          </dd>
          <dt>{trans.__('Python')}</dt>
          <dd dir="auto">{visible(built.python)}</dd>
          <dt>{trans.__('Packages')}</dt>
          <dd>{built.packages.toLocaleString()}</dd>
        </dl>
        {built.unmatched.length === 0 ? (
          <p>{trans.__('Every package is as in the lock.')}</p>
        ) : (
          <UnmatchedList unmatched={built.unmatched} trans={trans} />
        )}
      </>
    );
  }
}

/** Packages that are there in another form, or not at all, with the reason. */
export function UnmatchedList(props: {
  unmatched: readonly IUnmatched[];
  trans: TranslationBundle;
}): React.ReactElement {
  const { unmatched, trans } = props;
  return (
    <section className="jp-mm-Part">
      <h3>{trans.__('Not as in the lock')}</h3>
      <ul>
        {unmatched.map(({ name, wanted, got, why }) => (
          <li key={name}>
            <code dir="auto">{shorten(visible(name), 60)}</code>{' '}
            <span dir="auto">
              {got === null
                ? trans.__('%1 is missing', shorten(visible(wanted), 80))
                : `${shorten(visible(wanted), 80)} → ${shorten(visible(got), 80)}`}
            </span>
            {why !== '' && <p dir="auto">{shorten(visible(why), 300)}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
