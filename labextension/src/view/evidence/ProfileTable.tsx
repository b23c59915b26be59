import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IColumnProfile, IProfile } from '../../api/client';
import { formatMetric, shorten, visible } from '../../model/format';

const COLUMNS_SHOWN = 40;
const BAR = 4;
const HEIGHT = 14;

/** A table in a few numbers: one line for each column. */
export function ProfileTable(props: {
  profile: IProfile;
  trans: TranslationBundle;
}): React.ReactElement {
  const { profile, trans } = props;
  const { rows, columns, looked_at } = profile;
  const more = columns.length - COLUMNS_SHOWN;
  const size = [
    trans._n('%2 row', '%2 rows', rows, rows.toLocaleString()),
    trans._n('%1 column', '%1 columns', columns.length)
  ].join(' × ');
  return (
    <table className="jp-mm-Profile">
      <caption>
        {size}
        {looked_at < rows &&
          ` · ${trans.__('numbers of %1 rows', looked_at.toLocaleString())}`}
      </caption>
      <tbody>
        {columns.slice(0, COLUMNS_SHOWN).map((column, index) => (
          <tr key={`${index} ${column.name}`}>
            <th scope="row" dir="auto" title={columnTitle(column, trans)}>
              {shorten(visible(column.name), 40)}
            </th>
            <td className="jp-mm-Profile-words" dir="auto">
              {columnText(column, looked_at, trans)}
            </td>
            <td>
              <Histogram column={column} trans={trans} />
            </td>
          </tr>
        ))}
      </tbody>
      {more > 0 && (
        <tfoot>
          <tr>
            <td colSpan={3} className="jp-mm-Hint">
              {trans.__('%1 more', more)}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Where its values lie, and how many are missing. */
export function columnText(
  column: IColumnProfile,
  rows: number,
  trans: TranslationBundle
): string {
  const { minimum, maximum, common, nulls } = column;
  const parts: string[] = [];
  if (nulls > 0 && rows > 0) {
    parts.push(trans.__('%1 missing', percent(nulls / rows)));
  }
  if (typeof minimum === 'number' && typeof maximum === 'number') {
    parts.push(`${formatMetric(minimum, 3)} – ${formatMetric(maximum, 3)}`);
  } else if (common.length > 0) {
    parts.push(
      common
        .slice(0, 2)
        .map(({ value }) => shorten(visible(value), 16))
        .join(', ')
    );
  } else if (minimum !== null) {
    parts.push(`${short(minimum)} – ${short(maximum ?? '')}`);
  }
  return parts.length > 0 ? parts.join(' · ') : visible(column.type);
}

function short(value: string | number): string {
  return shorten(visible(String(value)), 20);
}

function columnTitle(column: IColumnProfile, trans: TranslationBundle): string {
  const { name, type, distinct, mean, common } = column;
  const lines = [`${visible(name)}: ${visible(type)}`];
  if (distinct !== null) {
    lines.push(trans.__('%1 different values', distinct.toLocaleString()));
  }
  if (mean !== null) {
    lines.push(trans.__('mean %1', formatMetric(mean, 4)));
  }
  for (const { value, count } of common) {
    lines.push(`${shorten(visible(value), 40)}  ${count.toLocaleString()}`);
  }
  return lines.join('\n');
}

/** A share as people read it: never 0 % for something, nor 100 % for not all. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) {
    return '< 1 %';
  }
  return share < 1 && share > 0.99 ? '> 99 %' : `${Math.round(share * 100)} %`;
}

function Histogram(props: {
  column: IColumnProfile;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { histogram, name } = props.column;
  const most = Math.max(...histogram, 1);
  if (histogram.length === 0) {
    return null;
  }
  return (
    <svg
      className="jp-mm-Histogram"
      role="img"
      aria-label={props.trans.__('Distribution of %1', visible(name))}
      width={histogram.length * BAR}
      height={HEIGHT}
    >
      {histogram.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * BAR}
            y={HEIGHT - height}
            width={BAR - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
