import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IRun, IRunMetric } from '../../api/client';
import { formatMetric, shorten, visible } from '../../model/format';
import { ROW_HEIGHT } from '../../model/history/items';
import {
  curveOf,
  otherBest,
  refOf,
  type GoalOf
} from '../../model/runs/values';
import { automaticIcon, pinnedIcon } from '../icons';
import { namedIcon, runningIcon } from '../rowIcons';
import { exactText } from '../words';
import { Spark } from './Spark';
import { bestText, metricDetail, runDetail } from './words';

const METRICS_SHOWN = 4;

export interface IRunLineProps {
  run: IRun;
  id: string;
  index: number;
  total: number;
  isSelected: boolean;
  /** Also while the pointer is on the buttons beside the list. */
  isHovered: boolean;
  isPicked: boolean;
  time: string;
  goalOf: GoalOf;
  precision: number;
  trans: TranslationBundle;
}

/** One run: two lines and its curve, as the rows of the history are. */
export function RunLine(props: IRunLineProps): React.ReactElement {
  const { run, trans } = props;
  const curve = curveOf(run);
  const classes = ['jp-mm-Row', 'jp-mm-Run'];
  if (props.isSelected) {
    classes.push('jp-mod-selected');
  }
  if (props.isHovered) {
    classes.push('jp-mod-hovered');
  }
  if (isNamed(run)) {
    classes.push('jp-mm-Row-named');
  }
  return (
    <div
      id={props.id}
      className={classes.join(' ')}
      role="option"
      aria-selected={props.isSelected}
      aria-setsize={props.total}
      aria-posinset={props.index + 1}
      data-run={run.id}
      data-execution={refOf(run) ?? ''}
      style={{ top: props.index * ROW_HEIGHT }}
    >
      <Glyph run={run} />
      <div className="jp-mm-Row-lines">
        <div className="jp-mm-Row-first">
          <span
            className="jp-mm-Row-title"
            title={runDetail(run, trans)}
            dir="auto"
          >
            {visible(run.name)}
          </span>
          {run.row?.pinned === true && (
            <pinnedIcon.react
              tag="span"
              className="jp-mm-Row-pin"
              title={trans.__('Pinned')}
            />
          )}
          <span className="jp-mm-Row-time" title={exactText(run.started_at)}>
            {props.time}
          </span>
        </div>
        <div className="jp-mm-Row-second">
          <Chips {...props} />
        </div>
      </div>
      {curve && <Spark values={curve} />}
    </div>
  );
}

function isNamed({ row }: IRun): boolean {
  return row !== null && row.message !== null;
}

/** A triangle while it runs, a diamond when it has a name, else a dot. */
function Glyph({ run }: { run: IRun }): React.ReactElement {
  const icon = run.is_running
    ? runningIcon
    : isNamed(run)
      ? namedIcon
      : automaticIcon;
  return <icon.react tag="span" className="jp-mm-Row-glyph" />;
}

function Chips(props: IRunLineProps): React.ReactElement {
  const { run, trans } = props;
  const more = run.metrics.length - METRICS_SHOWN;
  return (
    <>
      {run.is_running && (
        <span className="jp-mm-Chip jp-mm-Run-live">{trans.__('running')}</span>
      )}
      {props.isPicked && (
        <span className="jp-mm-Chip jp-mm-Chip-here">
          {trans.__('to compare')}
        </span>
      )}
      {run.metrics.slice(0, METRICS_SHOWN).map(metric => (
        <MetricChip key={metric.name} {...props} metric={metric} />
      ))}
      {more > 0 && <span className="jp-mm-Chip">{trans.__('+%1', more)}</span>}
      {run.row?.tags.map(tag => (
        <span key={tag} className="jp-mm-Chip jp-mm-Chip-tag" dir="auto">
          {shorten(visible(tag), 20)}
        </span>
      ))}
    </>
  );
}

/** The last value, and the best one where that is another: that is left out first. */
function MetricChip(
  props: IRunLineProps & { metric: IRunMetric }
): React.ReactElement {
  const { metric, goalOf, precision, trans } = props;
  const best = otherBest(metric, goalOf);
  const title = metricDetail(metric, trans);
  return (
    <>
      <span className="jp-mm-Chip jp-mm-Chip-metric" title={title}>
        <span className="jp-mm-Chip-name">
          {shorten(visible(metric.name), 16)}
        </span>{' '}
        {formatMetric(metric.last, precision)}
      </span>{' '}
      {best !== null && (
        <span className="jp-mm-Chip" title={title}>
          ({bestText(best, precision, trans)})
        </span>
      )}{' '}
    </>
  );
}
