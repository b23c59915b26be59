import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IHistoryRow } from '../api/client';
import { formatBytes, formatMetric, shorten, visible } from '../model/format';
import type { IPreferences } from '../model/preferences';
import { untoldNames } from '../model/rows';
import type { Thumbnails } from '../model/thumbnails';
import {
  automaticIcon,
  failedIcon,
  namedIcon,
  pinnedIcon,
  withoutIcon
} from './icons';
import { Thumbnail } from './Thumbnail';
import { ageText, clockText, exactText } from './words';

const METRICS_SHOWN = 3;
const WORTH_TELLING_BYTES = 10_000_000;

export interface IRowProps {
  row: IHistoryRow;
  id: string;
  top: number;
  position: number;
  total: number;
  isSelected: boolean;
  /** Also while the pointer is on the buttons beside the list. */
  isHovered: boolean;
  isNew: boolean;
  /** Whether the kernel stands on this checkpoint after a restore. */
  isHere: boolean;
  time: string;
  preferences: IPreferences;
  thumbnails: Thumbnails;
  trans: TranslationBundle;
}

/** One execution: 44 pixels, two lines. All of its words are text nodes. */
export const ExecutionRow = React.memo(function ExecutionRow(
  props: IRowProps
): React.ReactElement {
  const { row, trans } = props;
  const title = row.message ?? row.title;
  const classes = ['jp-mm-Row'];
  if (props.isSelected) {
    classes.push('jp-mod-selected');
  }
  if (props.isHovered) {
    classes.push('jp-mod-hovered');
  }
  if (props.isNew) {
    classes.push('jp-mm-Row-new');
  }
  if (row.message !== null) {
    classes.push('jp-mm-Row-named');
  }
  return (
    <div
      id={props.id}
      className={classes.join(' ')}
      role="option"
      aria-selected={props.isSelected}
      aria-setsize={props.total}
      aria-posinset={props.position}
      data-execution={row.execution}
      data-status={row.status}
      style={{ top: props.top }}
    >
      <Glyph row={row} trans={trans} />
      <div className="jp-mm-Row-lines">
        <div className="jp-mm-Row-first">
          <span className="jp-mm-Row-title" title={tooltip(props)} dir="auto">
            {visible(title)}
          </span>
          {row.pinned && (
            <pinnedIcon.react
              tag="span"
              className="jp-mm-Row-pin"
              title={trans.__('Pinned')}
            />
          )}
          <span className="jp-mm-Row-time" title={exactText(row.started_at)}>
            {props.time}
          </span>
        </div>
        <div className="jp-mm-Row-second">
          <Chips {...props} />
        </div>
      </div>
      {row.thumbnail !== null && props.preferences.thumbnails && (
        <Thumbnail
          execution={row.execution}
          thumbnails={props.thumbnails}
          trans={trans}
        />
      )}
    </div>
  );
});

function Glyph(props: {
  row: IHistoryRow;
  trans: TranslationBundle;
}): React.ReactElement {
  const [icon, label] = glyphOf(props.row, props.trans);
  return <icon.react tag="span" className="jp-mm-Row-glyph" title={label} />;
}

function glyphOf(
  row: IHistoryRow,
  trans: TranslationBundle
): [LabIcon, string] {
  if (row.status !== 'ok') {
    return [failedIcon, trans.__('Failed')];
  }
  if (row.message !== null) {
    return [namedIcon, trans.__('Named checkpoint')];
  }
  return row.checkpoint === null
    ? [withoutIcon, trans.__('No variables kept')]
    : [automaticIcon, trans.__('Checkpoint')];
}

/** Second line, most telling first: what does not fit is cut at the end. */
function Chips(props: IRowProps): React.ReactElement {
  const { row, trans, preferences } = props;
  const metrics = row.metrics.slice(0, METRICS_SHOWN);
  const more = row.metrics.length - metrics.length;
  const names = untoldNames(row);
  return (
    <>
      {row.status !== 'ok' && (
        <span className="jp-mm-Chip jp-mm-Chip-failed">
          {row.status === 'aborted' ? trans.__('Aborted') : trans.__('Failed')}
        </span>
      )}
      {props.isHere && (
        <span
          className="jp-mm-Chip jp-mm-Chip-here"
          title={trans.__('The kernel has the variables of this checkpoint')}
        >
          {trans.__('restored')}
        </span>
      )}
      {metrics.map(metric => (
        <span
          key={metric.name}
          className="jp-mm-Chip jp-mm-Chip-metric"
          title={visible(`${metric.name} = ${String(metric.value)}`)}
        >
          <span className="jp-mm-Chip-name">
            {shorten(visible(metric.name), 16)}
          </span>{' '}
          {formatMetric(metric.value, preferences.metricPrecision)}
        </span>
      ))}
      {more > 0 && <span className="jp-mm-Chip">{trans.__('+%1', more)}</span>}
      {row.tags.map(tag => (
        <span key={tag} className="jp-mm-Chip jp-mm-Chip-tag" dir="auto">
          {shorten(visible(tag), 20)}
        </span>
      ))}
      {row.lost !== null && (
        <span className="jp-mm-Chip jp-mm-Chip-warn" title={visible(row.lost)}>
          {trans.__('no variables kept')}
        </span>
      )}
      {row.skipped > 0 && (
        <span
          className="jp-mm-Chip jp-mm-Chip-warn"
          title={trans.__(
            'Variables that cannot come back; “Restore Variables…” names them'
          )}
        >
          {trans._n('%1 not kept', '%1 not kept', row.skipped)}
        </span>
      )}
      {row.size_bytes >= WORTH_TELLING_BYTES && (
        <span className="jp-mm-Chip">{formatBytes(row.size_bytes)}</span>
      )}
      {names.length > 0 && (
        <span className="jp-mm-Row-names" dir="auto">
          {names.slice(0, 8).map(visible).join(', ')}
        </span>
      )}
    </>
  );
}

function tooltip({ row, trans }: IRowProps): string {
  const lines = [visible(row.message ?? row.title)];
  if (row.message !== null && row.title !== row.message) {
    lines.push(visible(row.title));
  }
  if (row.error !== null) {
    lines.push(shorten(visible(row.error), 300));
  }
  if (row.count !== null) {
    lines.push(trans.__('Execution %1', `[${row.count}]`));
  }
  if (row.checkpoint !== null) {
    lines.push(trans.__('Id %1', row.checkpoint.slice(0, 10)));
  }
  return lines.join('\n');
}

/** What a row's time reads: its age, or the clock where that is preferred. */
export function rowTime(
  row: IHistoryRow,
  now: number,
  preferences: IPreferences,
  trans: TranslationBundle
): string {
  return preferences.relativeTimes
    ? ageText(row.started_at, now, trans)
    : clockText(row.started_at);
}
