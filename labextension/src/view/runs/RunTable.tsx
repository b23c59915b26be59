import * as React from 'react';

import type { IRun } from '../../api/client';
import {
  columnsOf,
  firstSort,
  hasEnvironments,
  keyOf,
  sorted,
  type Column
} from '../../model/runs/table';
import type { IRunsContext } from './context';
import { Cell } from './RunCell';
import { Swatch } from './Swatch';
import { columnText } from './words';

type Props = IRunsContext & { items: readonly IRun[] };

/** One line for each run, one column for each thing that tells them apart. */
export function RunTable(props: Props): React.ReactElement {
  const { items, runs, choices, trans } = props;
  const columns = columnsOf(items, choices.onlyDifferences);
  const rows = sorted(items, columns, choices.sort);
  const drawn = choices.drawn(items);
  const slots = choices.slots(items);
  const isMixed = hasEnvironments(items);
  return (
    <>
      <table className="jp-mm-Runs-table" aria-label={trans.__('Runs')}>
        <thead>
          <tr>
            <th scope="col" className="jp-mm-Runs-choice">
              <All {...props} drawn={drawn} />
            </th>
            {columns.map(column => (
              <Heading key={keyOf(column)} {...props} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(run => (
            <tr key={run.id} data-run={run.id} data-live={run.is_running}>
              <td className="jp-mm-Runs-choice">
                <span>
                  <input
                    type="checkbox"
                    aria-label={trans.__('Draw %1', run.name)}
                    checked={drawn.has(run.id)}
                    onChange={() => choices.toggle(run.id, items)}
                  />
                  <Swatch slot={slots.get(run.id) ?? null} />
                </span>
              </td>
              {columns.map(column => (
                <Cell
                  key={keyOf(column)}
                  {...props}
                  run={run}
                  column={column}
                  isMixed={isMixed}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {runs.hasMore && (
        <p className="jp-mm-Hint jp-mm-Runs-older">
          {trans.__('There are older runs; a filter finds them.')}
        </p>
      )}
    </>
  );
}

/** All or none: from none, two that are to be compared are quickly chosen. */
function All(
  props: Props & { drawn: ReadonlySet<string> }
): React.ReactElement {
  const { items, choices, drawn, trans } = props;
  const count = items.filter(({ id }) => drawn.has(id)).length;
  const isSome = count > 0 && count < items.length;
  return (
    <input
      type="checkbox"
      aria-label={trans.__('Draw all runs')}
      title={count > 0 ? trans.__('Draw none') : trans.__('Draw all')}
      ref={box => {
        if (box) {
          box.indeterminate = isSome;
        }
      }}
      checked={count > 0 && !isSome}
      onChange={() =>
        choices.choose(count > 0 ? [] : items.map(({ id }) => id))
      }
    />
  );
}

/** Sorts by its column; pressed again, the other way round. */
function Heading(props: Props & { column: Column }): React.ReactElement {
  const { column, choices, goals, trans } = props;
  const { sort } = choices;
  const key = keyOf(column);
  const isSorted = sort.key === key;
  const order = sort.isDescending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      data-column={key}
      className={isNumeric(column) ? 'jp-mm-Runs-number' : ''}
      aria-sort={isSorted ? order : 'none'}
    >
      <button
        type="button"
        title={
          'name' in column
            ? trans.__('Sort by %1', column.name)
            : trans.__('Sort by this column')
        }
        onClick={() =>
          choices.show({
            sort: isSorted
              ? { key, isDescending: !sort.isDescending }
              : firstSort(column, goals.of)
          })
        }
      >
        <span dir="auto">{columnText(column, trans)}</span>
        <span className="jp-mm-Runs-arrow" aria-hidden={true}>
          {isSorted ? (sort.isDescending ? '▼' : '▲') : ''}
        </span>
      </button>
    </th>
  );
}

function isNumeric({ kind }: Column): boolean {
  return kind !== 'name' && kind !== 'environment';
}
