import * as React from 'react';

import type { IRun } from '../../api/client';
import { CommandIDs } from '../../commands';
import { formatMetric, visible } from '../../model/format';
import { metricOf, valueOf, type Column } from '../../model/runs/table';
import { otherBest, refOf } from '../../model/runs/values';
import { durationText } from '../evidence/verdictWords';
import { pinnedIcon } from '../icons';
import { namedIcon, runningIcon } from '../rowIcons';
import { agoText, exactText, momentText } from '../words';
import type { IRunsContext } from './context';
import {
  bestText,
  exactValue,
  metricDetail,
  runDetail,
  settingText
} from './words';

type Props = IRunsContext & {
  run: IRun;
  column: Column;
  /** Whether the runs shown have more than one environment. */
  isMixed: boolean;
};

/** What one run has in one column. */
export function Cell(props: Props): React.ReactElement {
  const { run, column, isMixed, trans } = props;
  switch (column.kind) {
    case 'name':
      return <Name {...props} />;
    case 'metric':
      return <Metric {...props} name={column.name} />;
    case 'parameter':
    case 'data':
      return <Plain {...props} />;
    case 'environment': {
      const id = run.row?.environment ?? null;
      return (
        <td title={id ?? ''}>
          {id === null ? '–' : isMixed ? id.slice(0, 8) : trans.__('same')}
        </td>
      );
    }
    case 'duration': {
      const seconds = Number(valueOf(run, column));
      return (
        <td className="jp-mm-Runs-number" title={trans.__('%1 s', seconds)}>
          {durationText(seconds, trans)}
        </td>
      );
    }
    case 'when':
      return <When {...props} />;
  }
}

/** Leads to the checkpoint of the run, once there is one. */
function Name({ run, actions, trans }: Props): React.ReactElement {
  const ref = refOf(run);
  const name = visible(run.name);
  return (
    <th scope="row" className="jp-mm-Runs-name">
      <span className="jp-mm-Runs-nameParts">
        <Marks run={run} trans={trans} />
        {ref === null ? (
          <span title={runDetail(run, trans)} dir="auto">
            {name}
          </span>
        ) : (
          <button
            type="button"
            className="jp-mm-Runs-open"
            title={runDetail(run, trans)}
            dir="auto"
            onClick={() => actions.run(CommandIDs.openCheckpoint, { ref })}
          >
            {name}
          </button>
        )}
        {run.is_running && (
          <span className="jp-mm-Run-live">{trans.__('running')}</span>
        )}
      </span>
    </th>
  );
}

function Marks({
  run,
  trans
}: Pick<Props, 'run' | 'trans'>): React.ReactElement {
  const { row, is_running } = run;
  return (
    <>
      {is_running && <runningIcon.react tag="span" className="jp-mm-Row-pin" />}
      {row !== null && row.message !== null && (
        <namedIcon.react
          tag="span"
          className="jp-mm-Row-pin"
          title={trans.__('Named checkpoint')}
        />
      )}
      {row?.pinned === true && (
        <pinnedIcon.react
          tag="span"
          className="jp-mm-Row-pin"
          title={trans.__('Pinned')}
        />
      )}
    </>
  );
}

/** The last value, and smaller the best one where that is another. */
function Metric(props: Props & { name: string }): React.ReactElement {
  const { run, name, history, goals, trans } = props;
  const metric = metricOf(run, name);
  if (metric === null) {
    return <td className="jp-mm-Runs-number">–</td>;
  }
  const precision = history.preferences.metricPrecision;
  const best = otherBest(metric, goals.of);
  return (
    <td className="jp-mm-Runs-number" title={metricDetail(metric, trans)}>
      {formatMetric(metric.last, precision)}
      {best !== null && <small>{bestText(best, precision, trans)}</small>}
    </td>
  );
}

function Plain({ run, column, history }: Props): React.ReactElement {
  const value = valueOf(run, column);
  const precision = history.preferences.metricPrecision;
  return (
    <td
      className="jp-mm-Runs-number"
      title={exactValue(value)}
      dir={typeof value === 'string' ? 'auto' : undefined}
    >
      {settingText(value, precision)}
    </td>
  );
}

function When({ run, history, trans }: Props): React.ReactElement {
  const { clock, preferences } = history;
  return (
    <td className="jp-mm-Runs-number" title={exactText(run.started_at)}>
      {preferences.relativeTimes
        ? agoText(run.started_at, clock.now, trans)
        : momentText(run.started_at, clock.now)}
    </td>
  );
}
