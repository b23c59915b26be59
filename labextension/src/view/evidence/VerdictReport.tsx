import '../../../style/evidence.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDataCheck, IOutputCheck, IVerdict } from '../../api/client';
import { shorten, visible } from '../../model/format';
import { UnmatchedList } from './BuiltReport';
import { DataChecks } from './DataChecks';
import { Difference } from './Difference';
import {
  durationText,
  outcomeText,
  verdictIcon,
  verdictText
} from './verdictWords';
import { exactText } from '../words';
import { FormDialog } from '../FormDialog';

/**
 * Show what came of reproducing a checkpoint, and of earlier attempts.
 *
 * True when it is to be tried again.
 */
export async function showVerdicts(
  verdicts: readonly IVerdict[],
  title: string,
  trans: TranslationBundle
): Promise<boolean> {
  const dialog = new FormDialog<unknown>({
    title: trans.__('Verdict'),
    body: new VerdictReport(verdicts, title, trans),
    defaultButton: 1,
    buttons: [
      Dialog.createButton({ label: trans.__('Reproduce again…') }),
      Dialog.cancelButton({ label: trans.__('Close') })
    ]
  });
  dialog.addClass('jp-mm-EvidenceDialog');
  const { button } = await dialog.launch();
  return button.accept;
}

export class VerdictReport extends ReactWidget {
  constructor(
    private readonly verdicts: readonly IVerdict[],
    private readonly name: string,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Form');
  }

  protected override render(): React.ReactElement | null {
    const { trans } = this;
    const [latest, ...earlier] = this.verdicts;
    if (!latest) {
      return null;
    }
    return (
      <>
        {this.name !== '' && (
          <p className="jp-mm-Plan-title" dir="auto">
            {shorten(visible(this.name), 120)}
          </p>
        )}
        <Verdict verdict={latest} trans={trans} />
        {earlier.length > 0 && (
          <details className="jp-mm-Part">
            <summary>
              {trans._n(
                '%1 earlier attempt',
                '%1 earlier attempts',
                earlier.length
              )}
            </summary>
            <ul>
              {earlier.map(verdict => (
                <li key={verdict.id}>
                  <Headline verdict={verdict} trans={trans} />
                  <p dir="auto">{shorten(visible(verdict.summary), 300)}</p>
                </li>
              ))}
            </ul>
          </details>
        )}
      </>
    );
  }
}

interface IVerdictProps {
  verdict: IVerdict;
  trans: TranslationBundle;
}

function Headline({ verdict, trans }: IVerdictProps): React.ReactElement {
  const icon = verdictIcon(verdict.outcome);
  return (
    <p className="jp-mm-Headline" data-verdict={verdict.outcome}>
      <icon.react tag="span" className="jp-mm-Badge" />
      <strong>{verdictText(verdict.outcome, trans)}</strong>{' '}
      <span className="jp-mm-Hint">{exactText(verdict.started_at)}</span>
    </p>
  );
}

function Verdict({ verdict, trans }: IVerdictProps): React.ReactElement {
  const { summary, outputs, data, packages, unmatched } = verdict;
  const changed = data.filter(({ kind }) => kind !== 'same');
  return (
    <>
      <Headline verdict={verdict} trans={trans} />
      {summary !== '' && (
        <p className="jp-mm-Summary" dir="auto">
          {shorten(visible(summary), 600)}
        </p>
      )}
      <Outputs outputs={outputs} trans={trans} />
      {data.length > 0 && <Data checks={changed} all={data} trans={trans} />}
      {packages.length > 0 && (
        <section className="jp-mm-Part">
          <h3>{trans.__('Packages that differed')}</h3>
          <Difference
            difference={{ before: null, after: null, packages, facts: [] }}
            trans={trans}
          />
        </section>
      )}
      {unmatched.length > 0 && (
        <UnmatchedList unmatched={unmatched} trans={trans} />
      )}
      <p className="jp-mm-Hint">{circumstances(verdict, trans)}</p>
    </>
  );
}

/** What differs comes first; what is the same is told by its number. */
function Outputs(props: {
  outputs: readonly IOutputCheck[];
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { outputs, trans } = props;
  const same = outputs.filter(({ outcome }) => outcome === 'same');
  const others = outputs.filter(({ outcome }) => outcome !== 'same');
  if (outputs.length === 0) {
    return null;
  }
  return (
    <section className="jp-mm-Part">
      <h3>{trans.__('Cells that ran again')}</h3>
      <ul>
        {others.map(({ execution, title, outcome, detail }) => {
          const icon = verdictIcon(outcome);
          return (
            <li key={execution} data-outcome={outcome}>
              <icon.react tag="span" className="jp-mm-Badge" />{' '}
              <span dir="auto">{shorten(visible(title), 80)}</span>{' '}
              <span className="jp-mm-Hint">{outcomeText(outcome, trans)}</span>
              {detail !== '' && (
                <p className="jp-mm-Detail" dir="auto">
                  {shorten(visible(detail), 600)}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {same.length > 0 && (
        <p>
          {others.length === 0
            ? trans._n(
                '%1 cell, with the same outputs.',
                'All %1 cells, with the same outputs.',
                same.length
              )
            : trans._n(
                '%1 cell with the same outputs.',
                '%1 cells with the same outputs.',
                same.length
              )}
        </p>
      )}
    </section>
  );
}

function Data(props: {
  checks: readonly IDataCheck[];
  all: readonly IDataCheck[];
  trans: TranslationBundle;
}): React.ReactElement {
  const { checks, all, trans } = props;
  return (
    <section className="jp-mm-Part">
      <h3>{trans.__('Data')}</h3>
      {checks.length === 0 ? (
        <p>
          {trans._n(
            '%1 file, the same as then.',
            'All %1 files are the same as then.',
            all.length
          )}
        </p>
      ) : (
        <DataChecks
          checks={checks}
          unknown={trans.__('could not be compared')}
          trans={trans}
        />
      )}
    </section>
  );
}

function toleranceText(tolerance: number): string {
  return tolerance > 0 && tolerance < 1e-3
    ? tolerance.toExponential()
    : String(tolerance);
}

function circumstances(verdict: IVerdict, trans: TranslationBundle): string {
  return [
    ...(verdict.python === ''
      ? []
      : [trans.__('Python %1', visible(verdict.python))]),
    durationText(verdict.duration_s, trans),
    trans.__('tolerance %1', toleranceText(verdict.tolerance)),
    ...(verdict.is_slice ? [trans.__('only what the last cell needs')] : [])
  ].join(' · ');
}
