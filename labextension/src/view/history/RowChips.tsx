import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IHistoryRow } from '../../api/client';
import type { IDelta } from '../../model/history/deltas';
import {
  formatBytes,
  formatMetric,
  shorten,
  visible
} from '../../model/format';
import { untoldNames } from '../../model/history/rows';
import { DataChip, EnvironmentChip } from './EvidenceChips';
import { branchIcon } from '../rowIcons';
import type { IRowProps } from './rowProps';
import { hiddenText } from '../words';

const METRICS_SHOWN = 3;
const WORTH_TELLING_BYTES = 10_000_000;

/** Second line, most telling first: what does not fit is left out. */
export function RowChips(props: IRowProps): React.ReactElement {
  const { row, trans } = props;
  const names = untoldNames(row);
  return (
    <>
      {row.status !== 'ok' && (
        <span className="jp-mm-Chip jp-mm-Chip-failed">
          {row.status === 'aborted' ? trans.__('Aborted') : trans.__('Failed')}
        </span>
      )}
      <PlaceChips {...props} />
      {row.has_new_environment && <EnvironmentChip {...props} />}
      <MetricChips {...props} />
      <BranchChip {...props} />
      {row.tags.map(tag => (
        <span key={tag} className="jp-mm-Chip jp-mm-Chip-tag" dir="auto">
          {shorten(visible(tag), 20)}
        </span>
      ))}
      <CellsChip row={row} trans={trans} />
      <LossChips row={row} trans={trans} />
      <DataChip {...props} />
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

/** Where the row stands: picked, restored, in doubt. */
function PlaceChips(props: IRowProps): React.ReactElement {
  const { trans, hiddenNote } = props;
  return (
    <>
      {props.isPicked && (
        <span className="jp-mm-Chip jp-mm-Chip-here">
          {trans.__('to compare')}
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
      {hiddenNote && (
        <span
          className="jp-mm-Chip jp-mm-Chip-warn"
          title={hiddenText(hiddenNote, trans)}
        >
          {trans.__('hidden state')}
        </span>
      )}
    </>
  );
}

/** At the newest row of a branch that was left: its name. */
function BranchChip(props: IRowProps): React.ReactElement | null {
  const { branch, trans } = props;
  if (branch === null) {
    return null;
  }
  const name = branch === '' ? trans.__('branch') : visible(branch);
  return (
    <span
      className="jp-mm-Chip jp-mm-Chip-branch"
      title={
        branch === ''
          ? trans.__('The newest of a branch that was left')
          : trans.__('The newest of the branch “%1”', name)
      }
      dir="auto"
    >
      <branchIcon.react tag="span" className="jp-mm-Chip-icon" />
      {shorten(name, 24)}
    </span>
  );
}

function MetricChips(props: IRowProps): React.ReactElement {
  const { row, deltas, trans, preferences } = props;
  const precision = preferences.metricPrecision;
  const metrics = row.metrics.slice(0, METRICS_SHOWN);
  const more = row.metrics.length - metrics.length;
  return (
    <>
      {metrics.map(({ name, value }) => {
        const delta = deltas.get(name);
        return (
          <span
            key={name}
            className="jp-mm-Chip jp-mm-Chip-metric"
            title={visible(`${name} = ${String(value)}`)}
          >
            <span className="jp-mm-Chip-name">
              {shorten(visible(name), 16)}
            </span>{' '}
            {formatMetric(value, precision)}
            {delta && (
              <Delta delta={delta} precision={precision} trans={trans} />
            )}
          </span>
        );
      })}
      {more > 0 && <span className="jp-mm-Chip">{trans.__('+%1', more)}</span>}
    </>
  );
}

/** The arrow says where the value went; full is better, hollow is worse. */
function Delta(props: {
  delta: IDelta;
  precision: number;
  trans: TranslationBundle;
}): React.ReactElement {
  const { delta, precision, trans } = props;
  const { change, isBetter } = delta;
  const arrows = isBetter ? ['▲', '▼'] : ['△', '▽'];
  // Without zeros at the end: a difference of two rounded values is no exact one.
  const size = String(Number(Math.abs(change).toPrecision(precision)));
  const against = formatMetric(delta.against, precision);
  const words = isBetter
    ? trans.__('%1 better than %2', size, against)
    : trans.__('%1 worse than %2', size, against);
  return (
    <span
      className="jp-mm-Delta"
      role="img"
      data-better={isBetter}
      aria-label={words}
      title={words}
    >
      {`${arrows[change > 0 ? 0 : 1]}${size}`}
    </span>
  );
}

/** How many cells differ from the document before, as `+1 ~2 −1 cells`. */
function CellsChip(props: {
  row: IHistoryRow;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { row, trans } = props;
  const { added = 0, changed = 0, removed = 0 } = row.cells ?? {};
  const all = added + changed + removed;
  if (all === 0) {
    return null;
  }
  const signs: [string, number][] = [
    ['+', added],
    ['~', changed],
    ['−', removed]
  ];
  const parts = signs.flatMap(([sign, count]) =>
    count > 0 ? [`${sign}${count}`] : []
  );
  return (
    <span
      className="jp-mm-Chip"
      title={trans.__(
        'Cells added: %1, changed: %2, removed: %3, since the execution before',
        added,
        changed,
        removed
      )}
    >
      {trans._n('%1 cell', '%1 cells', all, parts.join(' '))}
    </span>
  );
}

/** Variables that cannot come back. */
function LossChips(props: {
  row: IHistoryRow;
  trans: TranslationBundle;
}): React.ReactElement {
  const { row, trans } = props;
  return (
    <>
      {row.lost !== null && (
        <span className="jp-mm-Chip jp-mm-Chip-warn" title={visible(row.lost)}>
          {trans.__('no variables kept')}
        </span>
      )}
      {row.skipped > 0 && (
        <span
          className="jp-mm-Chip jp-mm-Chip-warn"
          title={trans.__(
            'Variables that cannot come back; “Restore…” names them'
          )}
        >
          {trans._n('%1 not kept', '%1 not kept', row.skipped)}
        </span>
      )}
    </>
  );
}
