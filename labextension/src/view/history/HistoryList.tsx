import * as React from 'react';

import { CommandIDs } from '../../commands';
import {
  lineAt,
  ROW_HEIGHT,
  topOf,
  visibleRange,
  type ILayout,
  type Item
} from '../../model/history/items';
import type { IViewContext } from '../context';
import { commandAt } from './EvidenceChips';
import { HistoryLine, lineId } from './HistoryLine';
import { onListKey } from './keys';
import { RowActions } from './RowActions';
import { useChanges, useHeight } from '../hooks';

const LIST_ID = 'jupyter-mm-list';

/** The rows on screen, of a list of any length. */
export function HistoryList(
  props: IViewContext & { focusFilter: () => void }
): React.ReactElement {
  const { history, actions, trans } = props;
  const { model, selection, clock, timeline } = history;
  useChanges(selection.changed);
  useChanges(timeline.changed);
  useChanges(history.picks.changed);
  useChanges(clock.ticked);
  useChanges(history.hidden.changed);
  const scroller = React.useRef<HTMLDivElement>(null);
  const height = useHeight(scroller);
  /** Where the list was scrolled to last: to ask the page makes it lay itself out. */
  const scrolled = React.useRef(0);
  const [top, setTop] = React.useState(0);
  const [hovered, setHovered] = React.useState<string | null>(null);
  const [, drawAgain] = React.useReducer((count: number) => count + 1, 0);
  const { layout } = timeline;
  useSteadyScroll(scroller, layout, scrolled);

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
        scrolled.current = scrollTop;
        // Another row, another range: less than that needs no drawing.
        setTop(scrollTop - (scrollTop % ROW_HEIGHT));
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
          ? { 'aria-activedescendant': lineId(execution) }
          : {})}
        style={{ height: layout.height }}
        onKeyDown={event => onListKey(event, props)}
        onFocus={() => {
          if (selection.index < 0) {
            selection.move('first');
          }
        }}
        onAnimationEnd={() => {
          model.arrived = null; // what hides or restyles the list would repeat it
          drawAgain();
        }}
        onMouseOver={event => setHovered(executionAt(event.target))}
        onMouseDown={event => selection.select(keyAt(event.target))}
        onClick={event => {
          const fold = foldAt(event.target);
          if (fold !== null) {
            timeline.toggle(fold);
            return;
          }
          const ref = executionAt(event.target);
          const command = commandAt(event.target);
          if (ref !== null && command !== null) {
            actions.run(command, { ref });
          }
        }}
        onDoubleClick={event => {
          const ref = executionAt(event.target);
          if (ref !== null && commandAt(event.target) === null) {
            actions.run(CommandIDs.openCheckpoint, { ref });
          }
        }}
      >
        {shown.map((item, index) => (
          <HistoryLine
            key={item.key}
            {...props}
            item={item}
            isHovered={item.key === hovered}
            top={layout.tops[first + index] ?? 0}
            position={positionOf(layout, first + index)}
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

/** Keep the rows in view where they are when others arrive above them. */
function useSteadyScroll(
  scroller: React.RefObject<HTMLDivElement>,
  layout: ILayout,
  scrolled: React.RefObject<number>
): void {
  const before = React.useRef(layout);
  React.useLayoutEffect(() => {
    const node = scroller.current;
    const old = before.current;
    before.current = layout;
    const top = scrolled.current ?? 0;
    if (!node || old === layout || top < ROW_HEIGHT / 2) {
      return;
    }
    const anchor = lineAt(old, top);
    const was = anchor === null ? null : topOf(old, anchor);
    const is = anchor === null ? null : topOf(layout, anchor);
    if (was !== null && is !== null && was !== is) {
      node.scrollTop += is - was;
    }
  }, [layout, scroller, scrolled]);
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

/** Place among the lines that can be selected, from 1. */
function positionOf({ lines }: ILayout, place: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? Infinity) < place) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low + 1;
}

function executionAt(target: EventTarget): string | null {
  return lineOf(target, '.jp-mm-Row')?.dataset['execution'] ?? null;
}

function foldAt(target: EventTarget): string | null {
  return lineOf(target, '.jp-mm-Fold')?.dataset['fold'] ?? null;
}

function keyAt(target: EventTarget): string | null {
  return executionAt(target) ?? foldAt(target);
}

function lineOf(target: EventTarget, selector: string): HTMLElement | null {
  return target instanceof Element
    ? target.closest<HTMLElement>(selector)
    : null;
}
