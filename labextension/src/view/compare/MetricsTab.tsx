import * as React from 'react';

import type { IMetricChange } from '../../api/comparisons';
import { formatMetric, shorten, visible } from '../../model/format';
import type { ICompareContext } from './context';
import { deltaText, isDifferent } from './words';

/** Logged values at both sides; those that differ can be asked about. */
export function MetricsTab(props: ICompareContext): React.ReactElement {
  const { model, trans } = props;
  const metrics = model.comparison?.metrics ?? [];
  const shown = model.onlyDifferences ? metrics.filter(isDifferent) : metrics;
  const same = metrics.length - shown.length;
  return (
    <>
      {shown.length > 0 && (
        <table className="jp-mm-Compare-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{trans.__('Before')}</th>
              <th scope="col">{trans.__('After')}</th>
              <th scope="col">{trans.__('Change')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map(metric => (
              <Line key={metric.name} {...props} metric={metric} />
            ))}
          </tbody>
        </table>
      )}
      {metrics.length === 0 && (
        <p className="jp-mm-Compare-none">
          {trans.__('Nothing was logged at either side.')}
        </p>
      )}
      {same > 0 && (
        <p className="jp-mm-Compare-none">
          {trans._n('%1 value the same', '%1 values the same', same)}
        </p>
      )}
    </>
  );
}

function Line(
  props: ICompareContext & { metric: IMetricChange }
): React.ReactElement {
  const { model, history, trans, metric } = props;
  const { metricPrecision } = history.preferences;
  const value = (side: IMetricChange['before']): string =>
    side === null
      ? trans.__('not logged')
      : formatMetric(side.value, metricPrecision);
  return (
    <tr>
      <th scope="row" dir="auto">
        {shorten(visible(metric.name), 60)}
      </th>
      <td>{value(metric.before)}</td>
      <td>{value(metric.after)}</td>
      <td>{deltaText(metric, metricPrecision)}</td>
      <td>
        {isDifferent(metric) && (
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal jp-mm-Button"
            aria-label={trans.__('Why did %1 change?', visible(metric.name))}
            onClick={() => model.askWhy(metric.name)}
          >
            {trans.__('Why?')}
          </button>
        )}
      </td>
    </tr>
  );
}
