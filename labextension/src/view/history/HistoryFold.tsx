import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IHistoryRow } from '../../api/client';
import { formatMetric, shorten, visible } from '../../model/format';
import { FOLD_HEIGHT, type Item } from '../../model/history/items';
import type { IHistory } from '../../tokens';
import { Lanes } from './HistoryLanes';
import { foldedIcon, unfoldedIcon } from '../rowIcons';
import { clockText } from '../words';

/** One line for the automatic executions of a sitting. */
export function HistoryFold(props: {
  item: Extract<Item, { kind: 'fold' }>;
  id: string;
  top: number;
  position: number;
  total: number;
  isSelected: boolean;
  history: IHistory;
  trans: TranslationBundle;
}): React.ReactElement {
  const { item, history, trans } = props;
  const { rows, isOpen } = item;
  const icon = isOpen ? unfoldedIcon : foldedIcon;
  const [newest, oldest] = [rows[0], rows[rows.length - 1]];
  // Rows are others when the baseline is: the list is made anew then.
  const best = React.useMemo(() => bestOf(rows, history), [rows, history]);
  const hint = isOpen
    ? trans.__('Enter or a click folds them')
    : trans.__('Enter or a click shows them');
  return (
    <div
      id={props.id}
      className={`jp-mm-Fold${props.isSelected ? ' jp-mod-selected' : ''}`}
      role="option"
      aria-selected={props.isSelected}
      aria-setsize={props.total}
      aria-posinset={props.position}
      data-fold={item.key}
      title={hint}
      style={{ top: props.top }}
    >
      <Lanes lanes={item.lanes} height={FOLD_HEIGHT}>
        <icon.react tag="span" className="jp-mm-Row-glyph" />
      </Lanes>
      <span className="jp-mm-Fold-parts">
        <span>{trans._n('%1 execution', '%1 executions', rows.length)}</span>
        {newest && oldest && (
          <span className="jp-mm-Fold-times">
            {spanText(oldest.started_at, newest.started_at)}
          </span>
        )}
        {best && !isOpen && (
          <span>
            {trans.__(
              'best %1 %2',
              shorten(visible(best.name), 16),
              formatMetric(best.value, history.preferences.metricPrecision)
            )}
          </span>
        )}
      </span>
    </div>
  );
}

function spanText(from: number, to: number): string {
  const [first, last] = [clockText(from), clockText(to)];
  return first === last ? first : `${first}–${last}`;
}

/** The best value of the name that was logged first. */
function bestOf(
  rows: readonly IHistoryRow[],
  { measures }: IHistory
): { name: string; value: number } | null {
  const name = rows
    .flatMap(row => row.metrics)
    .find(metric => measures.goalOf(metric.name) !== null)?.name;
  if (name === undefined) {
    return null;
  }
  const values = rows
    .flatMap(row => row.metrics)
    .flatMap(metric =>
      metric.name === name && typeof metric.value === 'number'
        ? [metric.value]
        : []
    );
  const isUp = measures.goalOf(name) !== 'down';
  const value = isUp ? Math.max(...values) : Math.min(...values);
  return Number.isFinite(value) ? { name, value } : null;
}
