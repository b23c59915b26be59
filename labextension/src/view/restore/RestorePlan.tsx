import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { formatBytes, shorten, visible } from '../../model/format';
import {
  beyondReach,
  changesNothing,
  type IRestorePlan
} from '../../model/kernel/kernel';
import { Recomputables } from './Recomputables';
import { processText } from '../words';
import { FormDialog } from '../FormDialog';

const NAMES_SHOWN = 200;

/**
 * Show what a restore would do, and ask.
 *
 * `into` names the notebook; a recovery has none. The names whose cells may run again when it
 * is wanted, else null.
 */
export async function confirmRestore(
  plan: IRestorePlan,
  title: string,
  into: string | null,
  trans: TranslationBundle
): Promise<string[] | null> {
  const isRecovery = into === null;
  const dialog = new FormDialog<string[]>({
    title: isRecovery
      ? trans.__('Recover variables')
      : trans.__('Restore variables in %1', shorten(visible(into), 60)),
    body: new PlanBody(plan, title, trans),
    buttons: changesNothing(plan)
      ? [Dialog.okButton({ label: trans.__('Close') })]
      : [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.okButton({
            label: isRecovery ? trans.__('Recover') : trans.__('Restore')
          })
        ]
  });
  dialog.addClass('jp-mm-RestoreDialog');
  const { button, value } = await dialog.launch();
  return button.accept && !changesNothing(plan) ? (value ?? []) : null;
}

/** The plan, and what is chosen of it. */
export class PlanBody
  extends ReactWidget
  implements Dialog.IBodyWidget<string[]>
{
  constructor(
    private readonly plan: IRestorePlan,
    private readonly name: string,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Plan');
  }

  /** The variables to compute again. */
  getValue(): string[] {
    return [...this.chosen].sort();
  }

  protected override render(): React.ReactElement {
    const { plan, trans } = this;
    return (
      <>
        <p className="jp-mm-Plan-title" dir="auto">
          {trans.__('As after “%1”', shorten(visible(this.name), 120))}
        </p>
        {changesNothing(plan) && plan.cannot.length === 0 ? (
          <p>{trans.__('The kernel has exactly these variables now.')}</p>
        ) : (
          <PlanGroups
            plan={plan}
            trans={trans}
            choose={(name, isChosen) => this.choose(name, isChosen)}
          />
        )}
        {(plan.notes ?? []).map(note => (
          <p key={note} className="jp-mm-Warn" dir="auto">
            {shorten(visible(note), 200)}
          </p>
        ))}
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

  private choose(name: string, isChosen: boolean): void {
    if (isChosen) {
      this.chosen.add(name);
    } else {
      this.chosen.delete(name);
    }
  }

  private readonly chosen = new Set<string>();
}

/** What comes back, what does not and why, name by name. */
export function PlanGroups(props: {
  plan: IRestorePlan;
  trans: TranslationBundle;
  choose: (name: string, isChosen: boolean) => void;
}): React.ReactElement {
  const { plan, trans } = props;
  const cannot = beyondReach(plan);
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
      <Recomputables
        variables={plan.recompute ?? []}
        choose={props.choose}
        trans={trans}
      />
      <Group
        title={trans._n(
          '%1 cannot come back',
          '%1 cannot come back',
          cannot.length
        )}
        isOpen
        isWarning
        rows={cannot.map(({ name, reason, stays }) => [
          name,
          stays ? trans.__('%1; stays as it is now', reason) : reason
        ])}
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
          '%1 is the same now and stays in place',
          '%1 are the same now and stay in place',
          plan.unchanged.length
        )}
        rows={plan.unchanged.map(name => [name, ''])}
      />
      <Group
        title={trans._n(
          '%1 is read along: it shares state with these',
          '%1 are read along: they share state with these',
          (plan.along ?? []).length
        )}
        rows={(plan.along ?? []).map(name => [name, ''])}
      />
      <Group
        title={trans.__('The process is set back as well')}
        rows={(plan.process ?? []).map(part => [
          part,
          processText(part, trans)
        ])}
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
