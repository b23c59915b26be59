import * as React from 'react';

import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { ICompareContext } from './context';
import { useAction } from '../hooks';
import { WhyCard } from './WhyCard';
import { isDifferent, summaryTexts } from './words';

/** What differs, in one line; what is not compared; and why a metric changed. */
export function Summary(props: ICompareContext): React.ReactElement | null {
  const { model, history, trans } = props;
  const { comparison } = model;
  if (!comparison) {
    return null;
  }
  const { metricPrecision } = history.preferences;
  const texts = summaryTexts(comparison, metricPrecision, trans);
  const notes = comparison.notes.map(note => visible(note));
  for (const side of [comparison.before, comparison.after]) {
    if (!side.complete) {
      notes.push(
        trans.__(
          '%1: only the cells that ran are known.',
          shorten(visible(side.message ?? side.title), 60)
        )
      );
    }
  }
  return (
    <div className="jp-mm-Compare-summary">
      <p>
        <span role="status">{texts.join(' · ')}</span> <Why {...props} />
      </p>
      {model.isStale && (
        <p className="jp-mm-Compare-stale" role="status">
          {trans.__('The notebook or its variables changed since.')}{' '}
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal jp-mm-Button"
            onClick={() => void model.load()}
          >
            {trans.__('Compare again')}
          </button>
        </p>
      )}
      {notes.map(note => (
        <p className="jp-mm-Hint" key={note} dir="auto">
          {note}
        </p>
      ))}
      {model.asked !== null && <WhyCard {...props} />}
    </div>
  );
}

function Why({
  model,
  actions,
  trans
}: ICompareContext): React.ReactElement | null {
  const { isEnabled, caption } = useAction(actions, CommandIDs.whyChanged);
  const metric = model.comparison?.metrics.find(isDifferent);
  if (!metric || model.asked !== null) {
    return null;
  }
  return (
    <button
      type="button"
      className="jp-mod-styled jp-mod-minimal jp-mm-Button"
      disabled={!isEnabled}
      title={caption}
      onClick={() => model.askWhy(metric.name)}
    >
      {trans.__('Why?')}
    </button>
  );
}
