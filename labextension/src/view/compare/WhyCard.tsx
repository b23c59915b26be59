import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ICause, IWhy } from '../../api/comparisons';
import { CommandIDs } from '../../commands';
import { isRemote, nameOf } from '../../model/evidence/data';
import { shorten, visible } from '../../model/format';
import { IconButton } from '../IconButton';
import { sameIcon } from '../icons';
import { differentIcon, closeIcon as maybeIcon } from '../rowIcons';
import type { ICompareContext } from './context';
import { causeText, causeVerdictText, isDifferent, valuesText } from './words';

const ICONS = new Map([
  ['proved', sameIcon],
  ['ruled out', differentIcon]
]);

/** What can have changed a metric: causes in order, each with its verdict. */
export function WhyCard(props: ICompareContext): React.ReactElement {
  const { model, trans } = props;
  const { why } = model;
  const metrics = (model.comparison?.metrics ?? []).filter(
    metric => isDifferent(metric) || metric.name === model.asked
  );
  return (
    <section className="jp-mm-Why" aria-label={trans.__('Why it changed')}>
      <div className="jp-mm-Why-head">
        <strong>{trans.__('Why did it change?')}</strong>
        <HTMLSelect
          aria-label={trans.__('Metric')}
          value={model.asked ?? ''}
          onChange={event => model.askWhy(event.target.value)}
        >
          {metrics.map(({ name }) => (
            <option key={name} value={name}>
              {shorten(visible(name), 40)}
            </option>
          ))}
        </HTMLSelect>
        <IconButton
          icon={closeIcon}
          label={trans.__('Close')}
          isEnabled={true}
          onClick={() => model.askWhy(null)}
        />
      </div>
      {why?.problem && (
        <p role="alert">
          {why.problem.message} {why.problem.hint}
        </p>
      )}
      {!why?.value && !why?.problem && (
        <p className="jp-mm-Hint" role="status">
          {trans.__('Looking…')}
        </p>
      )}
      {why?.value && <Causes {...props} why={why.value} />}
    </section>
  );
}

function Causes(props: ICompareContext & { why: IWhy }): React.ReactElement {
  const { why, history, trans } = props;
  const likely = why.causes.filter(({ verdict }) => verdict !== 'ruled out');
  const ruledOut = why.causes.filter(({ verdict }) => verdict === 'ruled out');
  return (
    <>
      <p>
        {valuesText(why.metric, history.preferences.metricPrecision, trans)}
        {' · '}
        {trans._n(
          'it came from %1 execution',
          'it came from %1 executions',
          why.depends_on
        )}
      </p>
      {likely.length === 0 && (
        <p className="jp-mm-Hint">
          {trans.__('Nothing that differs can have changed it.')}
        </p>
      )}
      <ol className="jp-mm-Causes">{likely.map(causeLine(props))}</ol>
      {ruledOut.length > 0 && (
        <details>
          <summary>
            {trans._n('%1 ruled out', '%1 ruled out', ruledOut.length)}
          </summary>
          <ol className="jp-mm-Causes">{ruledOut.map(causeLine(props))}</ol>
        </details>
      )}
      {why.notes.map(note => (
        <p className="jp-mm-Hint" key={note} dir="auto">
          {visible(note)}
        </p>
      ))}
    </>
  );
}

const causeLine =
  ({ actions, trans }: ICompareContext) =>
  (cause: ICause): React.ReactElement => {
    const { execution } = cause;
    return (
      <li
        key={`${cause.kind} ${cause.name} ${execution ?? ''}`}
        data-verdict={cause.verdict}
      >
        <Badge cause={cause} trans={trans} />
        <span className="jp-mm-Cause-text">
          <CauseName cause={cause} trans={trans} />
          <span className="jp-mm-Hint" dir="auto">
            {visible(cause.reason)}
          </span>
        </span>
        {execution !== null && (
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal jp-mm-Button"
            onClick={() =>
              actions.run(CommandIDs.openCheckpoint, { ref: execution })
            }
          >
            {trans.__('Open')}
          </button>
        )}
      </li>
    );
  };

/** What differs, and how; a parameter says its name with its values. */
function CauseName(props: {
  cause: ICause;
  trans: TranslationBundle;
}): React.ReactElement {
  const { cause, trans } = props;
  const kind = causeText(cause, trans);
  const isFile = cause.kind === 'data' && !isRemote(cause.name);
  const [name, text] = [cause.name, cause.text].map(visible);
  return cause.kind === 'parameter' ? (
    <strong title={name}>
      {kind} <span dir="auto">{shorten(text ?? '', 200)}</span>
    </strong>
  ) : (
    <>
      <strong title={name}>
        {kind}{' '}
        <span dir="auto">
          {shorten(isFile ? nameOf(name ?? '') : (name ?? ''), 80)}
        </span>
      </strong>{' '}
      <span dir="auto">{shorten(text ?? '', 200)}</span>
    </>
  );
}

function Badge(props: {
  cause: ICause;
  trans: TranslationBundle;
}): React.ReactElement {
  const { cause, trans } = props;
  const icon = ICONS.get(cause.verdict) ?? maybeIcon;
  return (
    <span className="jp-mm-Cause-verdict">
      <icon.react tag="span" className="jp-mm-Badge" />
      {causeVerdictText(cause, trans)}
    </span>
  );
}
