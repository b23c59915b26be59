import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IVariable } from '../../api/client';
import type { IVariableChange } from '../../api/comparisons';
import { CommandIDs } from '../../commands';
import { formatBytes, shorten, visible } from '../../model/format';
import type { ICompareContext } from './context';
import { useAction } from '../hooks';
import { Later } from './Later';

const SHOWN = 500;

/** Variables by name: what they are at each side, and what differs inside. */
export function VariablesTab(props: ICompareContext): React.ReactElement {
  const { model, trans } = props;
  if (model.comparison?.variables_changed === null) {
    return (
      <p className="jp-mm-Compare-none">
        {trans.__('A side has no checkpoint, so its variables are not known.')}
      </p>
    );
  }
  return (
    <Later loaded={model.bodies?.variables ?? null} trans={trans}>
      {({ changes, same }) => <List {...props} changes={changes} same={same} />}
    </Later>
  );
}

function List(
  props: ICompareContext & {
    changes: readonly IVariableChange[];
    same: number;
  }
): React.ReactElement {
  const { model, changes, same, trans } = props;
  const listed = model.onlyDifferences
    ? changes.filter(({ kind }) => kind !== 'same')
    : changes;
  return (
    <>
      <ul className="jp-mm-Values" aria-label={trans.__('Variables')}>
        {listed.slice(0, SHOWN).map(change => (
          <Value key={change.name} {...props} change={change} />
        ))}
      </ul>
      {listed.length > SHOWN && (
        <p className="jp-mm-Compare-none">
          {trans.__('%1 more are not listed.', listed.length - SHOWN)}
        </p>
      )}
      {listed.length === 0 && (
        <p className="jp-mm-Compare-none">{trans.__('No variable differs.')}</p>
      )}
      {model.onlyDifferences && same > 0 && (
        <p className="jp-mm-Compare-none">
          {trans._n('%1 variable the same', '%1 variables the same', same)}
        </p>
      )}
    </>
  );
}

type IValueProps = ICompareContext & { change: IVariableChange };

function Value(props: IValueProps): React.ReactElement {
  const { change, trans } = props;
  const { name, kind, before, after, lines, changes, is_cut } = change;
  return (
    <li className="jp-mm-Value" data-kind={kind}>
      <p className="jp-mm-Value-head">
        <code dir="auto">{shorten(visible(name), 60)}</code>
        <span className="jp-mm-Cell-kind">{kindText(kind, trans)}</span>
        <span className="jp-mm-Hint" dir="auto">
          {typeText(before, after)}
        </span>
        <RestoreOne {...props} />
      </p>
      {lines.map((line, i) => (
        <p key={i} className="jp-mm-Value-line" dir="auto">
          {shorten(visible(line), 300)}
        </p>
      ))}
      {lines.length === 0 && kind !== 'same' && (
        <p className="jp-mm-Value-line" dir="auto">
          {summaryText(before, after, trans)}
        </p>
      )}
      {changes.length > 0 && (
        <Inside changes={changes} isOpen={lines.length === 0} trans={trans} />
      )}
      {is_cut && (
        <p className="jp-mm-Hint">{trans.__('More differs than is listed.')}</p>
      )}
    </li>
  );
}

/** A way back for one value, where the kernel has the later one. */
function RestoreOne(props: IValueProps): React.ReactElement | null {
  const { model, history, change } = props;
  const { before, after } = model.comparison ?? {};
  const isHere =
    after?.kind === 'now' && model.compared.notebook === history.model.notebook;
  const ref = before?.checkpoint ?? null;
  const isBack = change.kind !== 'same' && change.before?.reason === null;
  return isHere && ref !== null && isBack ? (
    <RestoreButton {...props} checkpoint={ref} />
  ) : null;
}

function RestoreButton(
  props: IValueProps & { checkpoint: string }
): React.ReactElement {
  const { actions, trans, change } = props;
  const args = { ref: props.checkpoint, names: [change.name] };
  const { isEnabled, caption } = useAction(actions, CommandIDs.restore, args);
  return (
    <button
      type="button"
      className="jp-mod-styled jp-mod-minimal jp-mm-Button"
      disabled={!isEnabled}
      title={isEnabled ? trans.__('Bring back only this variable') : caption}
      onClick={() => actions.run(CommandIDs.restore, args)}
    >
      {trans.__('Restore only %1…', shorten(visible(change.name), 40))}
    </button>
  );
}

/** The parts of a value that differ, one below the other. */
function Inside(props: {
  changes: IVariableChange['changes'];
  isOpen: boolean;
  trans: TranslationBundle;
}): React.ReactElement {
  const { changes, trans } = props;
  const text = (value: string | null): string =>
    value === null ? '–' : shorten(visible(value), 200);
  return (
    <details open={props.isOpen}>
      <summary>
        {trans._n('%1 difference', '%1 differences', changes.length)}
      </summary>
      <table className="jp-mm-Compare-table">
        <tbody>
          {changes.map(({ path, before, after }, i) => (
            <tr key={i}>
              <th scope="row" dir="auto">
                <code>{path === '' ? trans.__('value') : visible(path)}</code>
              </th>
              <td className="jp-mod-removed" dir="auto">
                {text(before)}
              </td>
              <td aria-hidden="true">→</td>
              <td className="jp-mod-added" dir="auto">
                {text(after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function kindText(kind: string, trans: TranslationBundle): string {
  switch (kind) {
    case 'added':
      return trans.__('added');
    case 'removed':
      return trans.__('removed');
    case 'changed':
      return trans.__('changed');
    case 'same':
      return trans.__('the same');
    default:
      return trans.__('not known');
  }
}

/** Type and size, with an arrow where they differ. */
function typeText(before: IVariable | null, after: IVariable | null): string {
  const told = [before, after].flatMap(side =>
    side ? [shorten(visible(side.type), 60)] : []
  );
  const sizes = [before, after].flatMap(side =>
    side && side.size_bytes !== null ? [formatBytes(side.size_bytes)] : []
  );
  return [told, sizes]
    .map(texts => [...new Set(texts)].join(' → '))
    .filter(text => text !== '')
    .join(' · ');
}

function summaryText(
  before: IVariable | null,
  after: IVariable | null,
  trans: TranslationBundle
): string {
  const reason = after?.reason ?? before?.reason ?? null;
  if (reason !== null) {
    return trans.__('not kept: %1', shorten(visible(reason), 160));
  }
  return [before, after]
    .flatMap(side => (side ? [shorten(visible(side.summary), 160)] : []))
    .filter(text => text !== '')
    .join(' → ');
}
