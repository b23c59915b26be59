import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { formatBytes, shorten, visible } from '../model/format';
import { changesNothing, type IRestorePlan } from '../model/restore';

const NAMES_SHOWN = 200;

/** Show what a restore would do, and ask. True when it is wanted. */
export async function confirmRestore(
  plan: IRestorePlan,
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  const dialog = new Dialog({
    title: trans.__('Restore variables'),
    body: new PlanBody(plan, title, trans),
    buttons: changesNothing(plan)
      ? [Dialog.okButton({ label: trans.__('Close') })]
      : [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.okButton({ label: trans.__('Restore') })
        ]
  });
  dialog.addClass('jp-mm-RestoreDialog');
  const { button } = await dialog.launch();
  return button.accept && !changesNothing(plan);
}

class PlanBody extends ReactWidget {
  constructor(
    private readonly plan: IRestorePlan,
    private readonly name: string,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Plan');
  }

  protected override render(): React.ReactElement {
    const { plan, trans } = this;
    return (
      <>
        <p className="jp-mm-Plan-title" dir="auto">
          {shorten(visible(this.name), 120)}
        </p>
        {changesNothing(plan) && plan.cannot.length === 0 ? (
          <p>{trans.__('The kernel has exactly these variables now.')}</p>
        ) : (
          <PlanGroups plan={plan} trans={trans} />
        )}
        {!changesNothing(plan) && (
          <p className="jp-mm-Hint">
            {trans.__(
              'The present variables are kept as a checkpoint first: you can undo this.'
            )}
          </p>
        )}
      </>
    );
  }
}

function PlanGroups(props: {
  plan: IRestorePlan;
  trans: TranslationBundle;
}): React.ReactElement {
  const { plan, trans } = props;
  return (
    <>
      <Group
        title={trans._n(
          '%1 variable comes back',
          '%1 variables come back',
          plan.load.length
        )}
        note={formatBytes(plan.bytes)}
        isOpen
        rows={plan.load.map(({ name, type, summary }) => [
          name,
          summary === '' ? type : summary
        ])}
      />
      <Group
        title={trans._n(
          '%1 cannot come back',
          '%1 cannot come back',
          plan.cannot.length
        )}
        isOpen
        isWarning
        rows={plan.cannot.map(({ name, reason }) => [name, reason])}
      />
      <Group
        title={trans._n(
          '%1 made since then goes away',
          '%1 made since then go away',
          plan.remove.length
        )}
        isOpen={plan.remove.length <= 12}
        rows={plan.remove.map(name => [name, ''])}
      />
      <Group
        title={trans._n(
          '%1 is the same now',
          '%1 are the same now',
          plan.unchanged.length
        )}
        rows={plan.unchanged.map(name => [name, ''])}
      />
    </>
  );
}

function Group(props: {
  title: string;
  note?: string;
  rows: [string, string][];
  isOpen?: boolean;
  isWarning?: boolean;
}): React.ReactElement | null {
  if (props.rows.length === 0) {
    return null;
  }
  const names = props.isWarning
    ? 'jp-mm-Group jp-mm-Group-warn'
    : 'jp-mm-Group';
  return (
    <details className={names} open={props.isOpen}>
      <summary>
        <span>{props.title}</span>
        {props.note && <span className="jp-mm-Group-note">{props.note}</span>}
      </summary>
      <ul>
        {props.rows.slice(0, NAMES_SHOWN).map(([name, detail]) => (
          <li key={name}>
            <code dir="auto">{shorten(visible(name), 60)}</code>
            {detail !== '' && (
              <span dir="auto">{shorten(visible(detail), 160)}</span>
            )}
          </li>
        ))}
        {props.rows.length > NAMES_SHOWN && <li>…</li>}
      </ul>
    </details>
  );
}
