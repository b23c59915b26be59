import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDataUse, IProfile } from '../../api/client';
import type { IDataChange } from '../../model/compare/data';
import { nameOf } from '../../model/evidence/data';
import { formatBytes, shorten, visible } from '../../model/format';
import { exactText } from '../words';
import type { ICompareContext } from './context';
import { Later } from './Later';

const COLUMNS_SHOWN = 20;

/** Files and remote objects that led to one side and not, or otherwise, to the other. */
export function DataTab({ model, trans }: ICompareContext): React.ReactElement {
  if (model.comparison?.data_changed === null) {
    return (
      <p className="jp-mm-Compare-none">
        {trans.__('A side has no checkpoint, so its data is not known.')}
      </p>
    );
  }
  return (
    <Later loaded={model.bodies?.data ?? null} trans={trans}>
      {({ changes, same, isCut }) => (
        <>
          <ul className="jp-mm-Values" aria-label={trans.__('Data')}>
            {changes.map(change => (
              <Line
                key={`${change.path} ${(change.after ?? change.before)?.ref.mode}`}
                change={change}
                trans={trans}
              />
            ))}
          </ul>
          {(same > 0 || changes.length === 0) && (
            <p className="jp-mm-Compare-none">
              {same === 0
                ? trans.__('No data led to either side.')
                : trans._n('%1 the same', '%1 the same', same)}
            </p>
          )}
          {isCut && (
            <p className="jp-mm-Compare-none">
              {trans.__('Only the latest 1,000 uses are compared.')}
            </p>
          )}
        </>
      )}
    </Later>
  );
}

function Line(props: {
  change: IDataChange;
  trans: TranslationBundle;
}): React.ReactElement {
  const { change, trans } = props;
  const { kind, path, before, after } = change;
  return (
    <li className="jp-mm-Value" data-kind={kind}>
      <p className="jp-mm-Value-head">
        <code dir="auto" title={visible(path)}>
          {shorten(visible(nameOf(path)), 80)}
        </code>
        <span className="jp-mm-Cell-kind">{kindText(change, trans)}</span>
        <span className="jp-mm-Hint">{sizeText(before, after)}</span>
      </p>
      <p className="jp-mm-Value-line" dir="auto">
        {shorten(visible(path), 300)}
      </p>
      {change.tables && (
        <p className="jp-mm-Value-line" dir="auto">
          {tableTexts(...change.tables, trans).join(' · ')}
        </p>
      )}
      <p className="jp-mm-Hint">
        {[before, after]
          .flatMap(use => (use ? [exactText(use.started_at)] : []))
          .filter((text, i, all) => all.indexOf(text) === i)
          .join(' → ')}
      </p>
    </li>
  );
}

function kindText(
  { kind, before, after }: IDataChange,
  trans: TranslationBundle
): string {
  const isWritten = (after ?? before)?.ref.mode === 'w';
  switch (kind) {
    case 'added':
      return isWritten
        ? trans.__('written only after')
        : trans.__('read only after');
    case 'removed':
      return isWritten
        ? trans.__('written only before')
        : trans.__('read only before');
    case 'changed':
      return trans.__('changed');
    case 'unknown':
      return trans.__('not known');
  }
}

/** What a table has more or less of: `800 → 1,012 rows (+212) · + column age`. */
function tableTexts(
  before: IProfile,
  after: IProfile,
  trans: TranslationBundle
): string[] {
  const more = after.rows - before.rows;
  const [old, now] = [before, after].map(
    ({ columns }) => new Set(columns.map(({ name }) => name))
  );
  const names = (some?: Set<string>, others?: Set<string>): string =>
    [...(some ?? [])]
      .filter(name => others?.has(name) === false)
      .slice(0, COLUMNS_SHOWN)
      .map(name => shorten(visible(name), 40))
      .join(', ');
  const added = names(now, old);
  const removed = names(old, now);
  return [
    more === 0
      ? trans.__('%1 rows', after.rows.toLocaleString())
      : trans.__(
          '%1 → %2 rows (%3)',
          before.rows.toLocaleString(),
          after.rows.toLocaleString(),
          `${more > 0 ? '+' : '−'}${Math.abs(more).toLocaleString()}`
        ),
    ...(added === '' ? [] : [trans.__('+ column %1', added)]),
    ...(removed === '' ? [] : [trans.__('− column %1', removed)])
  ];
}

function sizeText(before: IDataUse | null, after: IDataUse | null): string {
  const sizes = [before, after].flatMap(use =>
    use && use.ref.size_bytes !== null ? [formatBytes(use.ref.size_bytes)] : []
  );
  return [...new Set(sizes)].join(' → ');
}
