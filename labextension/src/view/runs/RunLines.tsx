import * as React from 'react';

import type { IRun } from '../../api/client';
import { CommandIDs } from '../../commands';
import { ROW_HEIGHT } from '../../model/history/items';
import { refOf } from '../../model/runs/values';
import type { IActions, IViewContext } from '../context';
import { COMMANDS, isMenuKey, openMenu, STEPS } from '../history/keys';
import { ageText, clockText } from '../words';
import { RunActions } from './RunActions';
import { RunLine } from './RunLine';

type Props = IViewContext & { items: readonly IRun[] };

/** The list box of runs: keys, pointer, and the buttons of one of them. */
export function RunLines(props: Props): React.ReactElement {
  const { items, history, trans } = props;
  const list = React.useRef<HTMLDivElement>(null);
  const [selected, select] = React.useState<string | null>(null);
  const [hovered, setHovered] = React.useState<string | null>(null);
  const indexOf = (id: string | null): number =>
    items.findIndex(run => run.id === id);
  const at = indexOf(selected);
  const acted = items[indexOf(hovered ?? selected)];
  const ref = acted ? refOf(acted) : null;
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(items.length - 1, to));
    select(items[index]?.id ?? null);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="jp-mm-Scroller" onMouseLeave={() => setHovered(null)}>
      <div
        ref={list}
        className="jp-mm-List"
        role="listbox"
        tabIndex={0}
        aria-label={trans.__('Runs')}
        {...(at >= 0 ? { 'aria-activedescendant': lineId(selected) } : {})}
        style={{ height: items.length * ROW_HEIGHT }}
        onFocus={() => at < 0 && move(0)}
        onKeyDown={event => {
          const run = items[at];
          if (onKey(event, props, run) || onStep(event, at, items, move)) {
            event.preventDefault();
            event.stopPropagation();
          }
        }}
        onMouseOver={event => setHovered(idAt(event.target))}
        onMouseDown={event => select(idAt(event.target))}
        onContextMenu={event => {
          const run = items[indexOf(idAt(event.target))];
          if (!point(props, run)) {
            event.preventDefault(); // of what still runs there is no checkpoint
            event.stopPropagation();
          }
        }}
        onDoubleClick={event =>
          act(props, items[indexOf(idAt(event.target))], (one, ref) =>
            one.run(CommandIDs.openCheckpoint, { ref })
          )
        }
      >
        {items.map((run, index) => (
          <RunLine
            key={run.id}
            run={run}
            id={lineId(run.id)}
            index={index}
            total={items.length}
            isSelected={run.id === selected}
            isHovered={run.id === hovered}
            isPicked={history.picks.has(refOf(run) ?? '')}
            time={timeOf(run, props)}
            goalOf={name => history.measures.goalOf(name)}
            precision={history.preferences.metricPrecision}
            trans={trans}
          />
        ))}
      </div>
      {acted && ref !== null && (
        <RunActions
          {...props}
          execution={ref}
          index={items.indexOf(acted)}
          isHovered={hovered !== null}
          act={run => act(props, acted, run)}
          openMenu={() => {
            select(acted.id);
            if (list.current) {
              openMenu(list.current, ref);
            }
          }}
        />
      )}
    </div>
  );
}

/** What keys do with the selected run; whether this was one of them. */
function onKey(
  event: React.KeyboardEvent<HTMLElement>,
  props: Props,
  run: IRun | undefined
): boolean {
  const command = COMMANDS[event.key];
  if (isMenuKey(event)) {
    const ref = run ? refOf(run) : null;
    if (ref !== null) {
      openMenu(event.currentTarget, ref);
    }
    return true;
  }
  if (!command || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  act(props, run, (actions, ref) => actions.run(command, { ref }));
  return true;
}

function onStep(
  event: React.KeyboardEvent,
  at: number,
  items: readonly IRun[],
  move: (to: number) => void
): boolean {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const ends = { first: 0, last: items.length - 1 };
  move(typeof step === 'number' ? at + step : ends[step]);
  return true;
}

/** Let commands know which row is meant, also when the history does not list it. */
function point({ history }: Props, run: IRun | undefined): boolean {
  if (!run?.row) {
    return false;
  }
  history.selection.point(run.row);
  return true;
}

function act(
  props: Props,
  run: IRun | undefined,
  command: (actions: IActions, ref: string) => void
): void {
  if (run?.row && point(props, run)) {
    command(props.actions, run.row.execution);
  }
}

function timeOf(run: IRun, { history, trans }: Props): string {
  const { clock, preferences } = history;
  return preferences.relativeTimes
    ? ageText(run.started_at, clock.now, trans)
    : clockText(run.started_at);
}

function idAt(target: EventTarget): string | null {
  const line =
    target instanceof Element
      ? target.closest<HTMLElement>('.jp-mm-Run')
      : null;
  return line?.dataset['run'] ?? null;
}

function lineId(id: string | null): string {
  return `jupyter-mm-run-${id ?? ''}`;
}
