import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IHistoryRow } from '../../api/client';
import { shorten, visible } from '../../model/format';
import { ROW_HEIGHT } from '../../model/history/items';
import type { IPreferences } from '../../model/preferences';
import { VerdictBadge } from './EvidenceChips';
import { Lanes } from './HistoryLanes';
import { automaticIcon, pinnedIcon, withoutIcon } from '../icons';
import { failedIcon, namedIcon, noteIcon } from '../rowIcons';
import { RowChips } from './RowChips';
import type { IRowProps } from './rowProps';
import { Thumbnail } from './Thumbnail';
import { ageText, clockText, exactText } from '../words';

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
  if (props.isPicked) {
    classes.push('jp-mm-Row-picked');
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
      <Lanes lanes={props.lanes} height={ROW_HEIGHT}>
        <Glyph row={row} trans={trans} />
      </Lanes>
      <div className="jp-mm-Row-lines">
        <div className="jp-mm-Row-first">
          <span className="jp-mm-Row-title" title={tooltip(props)} dir="auto">
            {visible(title)}
          </span>
          <VerdictBadge {...props} />
          {row.pinned && (
            <pinnedIcon.react
              tag="span"
              className="jp-mm-Row-pin"
              title={trans.__('Pinned')}
            />
          )}
          {row.note !== null && (
            <noteIcon.react
              tag="span"
              className="jp-mm-Row-pin"
              title={shorten(visible(row.note), 300)}
            />
          )}
          <span className="jp-mm-Row-time" title={exactText(row.started_at)}>
            {props.time}
          </span>
        </div>
        <div className="jp-mm-Row-second">
          <RowChips {...props} />
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

function tooltip({ row, trans }: IRowProps): string {
  const lines = [visible(row.message ?? row.title)];
  if (row.message !== null && row.title !== row.message) {
    lines.push(visible(row.title));
  }
  if (row.error !== null) {
    lines.push(shorten(visible(row.error), 300));
  }
  if (row.note !== null) {
    lines.push(shorten(visible(row.note), 300));
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
