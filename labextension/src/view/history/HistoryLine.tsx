import * as React from 'react';

import { DIVIDER_HEIGHT, type Item } from '../../model/history/items';
import type { IViewContext } from '../context';
import { ExecutionRow, rowTime } from './ExecutionRow';
import { HistoryFold } from './HistoryFold';
import { Lanes } from './HistoryLanes';
import { dayText } from '../words';

export interface ILineProps extends IViewContext {
  item: Item;
  top: number;
  /** Among the lines that can be selected, from 1. */
  position: number;
  isHovered: boolean;
}

/** One line of the list: an execution, a fold or a day. */
export function HistoryLine(props: ILineProps): React.ReactElement {
  const { item, top, trans, history } = props;
  switch (item.kind) {
    case 'day':
      return (
        <div role="presentation" className="jp-mm-Day" style={{ top }}>
          {item.lanes.above > 0 && (
            <Lanes lanes={item.lanes} height={DIVIDER_HEIGHT} />
          )}
          {dayText(item.at, history.clock.now, trans)}
        </div>
      );
    case 'fold':
      return (
        <HistoryFold
          item={item}
          id={lineId(item.key)}
          top={top}
          position={props.position}
          total={lineCount(props)}
          isSelected={item.key === history.selection.execution}
          history={history}
          trans={trans}
        />
      );
    case 'row':
      return <Row {...props} item={item} />;
  }
}

function Row(
  props: ILineProps & { item: Extract<Item, { kind: 'row' }> }
): React.ReactElement {
  const { item, trans, history } = props;
  const { model, selection, preferences, clock, followed } = history;
  const { row, lanes } = item;
  const { execution } = row;
  const head = followed.kernel?.state?.head?.id ?? null;
  const isNewest = row === model.rows[0];
  return (
    <ExecutionRow
      row={row}
      id={lineId(execution)}
      top={props.top}
      position={props.position}
      total={lineCount(props)}
      isSelected={execution === selection.execution}
      isHovered={props.isHovered}
      isPicked={history.picks.has(execution)}
      isNew={execution === model.arrived && model.isAtTop}
      isHere={head !== null && row.checkpoint === head && !isNewest}
      hiddenNote={history.hidden.of(execution)}
      lanes={lanes}
      branch={lanes.branch}
      deltas={history.measures.of(execution)}
      time={rowTime(row, clock.now, preferences, trans)}
      preferences={preferences}
      thumbnails={props.thumbnails}
      environments={history.environments}
      trans={trans}
    />
  );
}

/** Lines in all: those that are not loaded yet count as rows. */
function lineCount({ history: { model, timeline } }: IViewContext): number {
  const unloaded = Math.max(0, model.total - model.rows.length);
  return timeline.layout.lines.length + unloaded;
}

export function lineId(key: string | null): string {
  return `jupyter-mm-row-${key ?? ''}`;
}
