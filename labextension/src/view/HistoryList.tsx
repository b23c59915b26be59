import * as React from 'react';

import { CommandIDs } from '../commands';
import {
  layoutOf,
  ROW_HEIGHT,
  rowAt,
  topOf,
  visibleRange,
  type ILayout,
  type Item
} from '../model/items';
import type { IViewContext } from './context';
import { ExecutionRow, rowTime } from './ExecutionRow';
import { onListKey } from './keys';
import { RowActions } from './RowActions';
import { useChanges, useHeight } from './hooks';
import { dayText } from './words';

const LIST_ID = 'jupyter-mm-list';

/** The rows on screen, of a list of any length. */
export function HistoryList(
  props: IViewContext & { focusFilter: () => void }
): React.ReactElement {
  const { history, actions, trans } = props;
  const { model, selection, clock } = history;
  useChanges(selection.changed);
  useChanges(clock.ticked);
  const scroller = React.useRef<HTMLDivElement>(null);
  const height = useHeight(scroller);
  const [top, setTop] = React.useState(0);
  const [hovered, setHovered] = React.useState<string | null>(null);
  const layout = React.useMemo(() => layoutOf(model.rows), [model.rows]);
  useSteadyScroll(scroller, layout);

  const [first, end] = visibleRange(layout, top, height);
  const shown = layout.items.slice(first, end);
  React.useEffect(() => {
    if (end >= layout.items.length - 10 && !model.isComplete) {
      void model.loadMore();
    }
  }, [end, layout, model]);

  const { execution } = selection;
  React.useEffect(() => {
    reveal(scroller.current, layout, execution);
  }, [execution]); // only a new selection moves the list

  const acted = hovered ?? execution;
  return (
    <div
      className="jp-mm-Scroller"
      ref={scroller}
      onScroll={event => {
        const { scrollTop } = event.currentTarget;
        setTop(scrollTop);
        model.setAtTop(scrollTop < ROW_HEIGHT / 2);
      }}
      onMouseLeave={() => setHovered(null)}
    >
      <div
        id={LIST_ID}
        className="jp-mm-List"
        role="listbox"
        tabIndex={0}
        aria-label={trans.__('Checkpoints')}
        {...(isShown(shown, execution)
          ? { 'aria-activedescendant': rowId(execution) }
          : {})}
        style={{ height: layout.height }}
        onKeyDown={event => onListKey(event, props)}
        onFocus={() => {
          if (selection.index < 0) {
            selection.move('first');
          }
        }}
        onMouseOver={event => setHovered(executionAt(event.target))}
        onMouseDown={event => selection.select(executionAt(event.target))}
        onDoubleClick={event => {
          const ref = executionAt(event.target);
          if (ref !== null) {
            actions.run(CommandIDs.openCheckpoint, { ref });
          }
        }}
      >
        {shown.map((item, index) => (
          <Line
            key={item.key}
            {...props}
            item={item}
            isHovered={item.key === hovered}
            top={layout.tops[first + index] ?? 0}
          />
        ))}
      </div>
      {acted !== null && isShown(shown, acted) && (
        <RowActions
          {...props}
          execution={acted}
          top={topOf(layout, acted) ?? 0}
          isHovered={hovered !== null}
        />
      )}
    </div>
  );
}

function Line(
  props: IViewContext & { item: Item; top: number; isHovered: boolean }
): React.ReactElement {
  const { item, top, trans, thumbnails } = props;
  const { model, selection, preferences, clock, followed } = props.history;
  if (item.kind === 'day') {
    return (
      <div role="presentation" className="jp-mm-Day" style={{ top }}>
        {dayText(item.at, clock.now, trans)}
      </div>
    );
  }
  const { row } = item;
  const head = followed.kernel?.state?.head?.id ?? null;
  return (
    <ExecutionRow
      row={row}
      id={rowId(row.execution)}
      top={top}
      position={item.index + 1}
      total={Math.max(model.total, model.rows.length)}
      isSelected={row.execution === selection.execution}
      isHovered={props.isHovered}
      isNew={row.execution === model.arrived && model.isAtTop}
      isHere={head !== null && row.checkpoint === head && item.index > 0}
      time={rowTime(row, clock.now, preferences, trans)}
      preferences={preferences}
      thumbnails={thumbnails}
      trans={trans}
    />
  );
}

/** Keep the rows in view where they are when others arrive above them. */
function useSteadyScroll(
  scroller: React.RefObject<HTMLDivElement>,
  layout: ILayout
): void {
  const before = React.useRef(layout);
  React.useLayoutEffect(() => {
    const node = scroller.current;
    const old = before.current;
    before.current = layout;
    if (!node || old === layout || node.scrollTop < ROW_HEIGHT / 2) {
      return;
    }
    const anchor = rowAt(old, node.scrollTop);
    const was = anchor && topOf(old, anchor.execution);
    const is = anchor && topOf(layout, anchor.execution);
    if (was !== null && is !== null && was !== is) {
      node.scrollTop += is - was;
    }
  }, [layout, scroller]);
}

/** Scroll just as far as needed to show a row. */
function reveal(
  node: HTMLDivElement | null,
  layout: ILayout,
  execution: string | null
): void {
  const top = execution === null ? null : topOf(layout, execution);
  if (!node || top === null) {
    return;
  }
  if (top < node.scrollTop) {
    node.scrollTop = top - (top <= 2 * ROW_HEIGHT ? top : 0);
  } else if (top + ROW_HEIGHT > node.scrollTop + node.clientHeight) {
    node.scrollTop = top + ROW_HEIGHT - node.clientHeight;
  }
}

function isShown(items: readonly Item[], execution: string | null): boolean {
  return items.some(item => item.kind === 'row' && item.key === execution);
}

function rowId(execution: string | null): string {
  return `jupyter-mm-row-${execution ?? ''}`;
}

function executionAt(target: EventTarget): string | null {
  const row =
    target instanceof Element
      ? target.closest<HTMLElement>('.jp-mm-Row')
      : null;
  return row?.dataset['execution'] ?? null;
}
