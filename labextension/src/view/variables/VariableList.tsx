import * as React from 'react';

import '../../../style/variables.css';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';
import { LeftOutLine, VariableLine } from './VariableLine';

const SHOWN = 500;

/** The body of the section "Variables": what the kernel stands on, and how it came to be. */
export function VariableList(props: IViewContext): React.ReactElement {
  const { history, trans } = props;
  const { variables, followed } = history;
  useChanges(variables.changed);
  useChanges(variables.lives.changed);
  useChanges(followed.changed);
  const list = React.useRef<HTMLUListElement>(null);
  React.useEffect(() =>
    bringIntoView(list.current, variables.lives.takeWanted())
  );
  const { leftOut } = variables;
  const items = (variables.items ?? []).filter(
    ({ name }) => !leftOut.includes(name)
  );
  if (items.length + leftOut.length === 0) {
    return <Empty {...props} />;
  }
  const lost = items.filter(({ reason }) => reason !== null).length;
  const more = items.length - SHOWN;
  return (
    <div className="jp-mm-VariableList">
      <p className="jp-mm-VariableCount">
        {trans._n('%1 variable', '%1 variables', items.length)}
        {lost > 0 && ' · '}
        {lost > 0 && (
          <span className="jp-mm-Warn">
            {trans._n('%1 not restorable', '%1 not restorable', lost)}
          </span>
        )}
      </p>
      <ul
        ref={list}
        className="jp-mm-Variables"
        aria-label={trans.__('Variables')}
      >
        {leftOut.map(name => (
          <LeftOutLine key={name} {...props} name={name} />
        ))}
        {items.slice(0, SHOWN).map(item => (
          <VariableLine key={item.name} {...props} item={item} />
        ))}
        {more > 0 && (
          <li className="jp-mm-Hint">{trans.__('%1 more', more)}</li>
        )}
      </ul>
    </div>
  );
}

/** Why nothing is listed. */
function Empty({ history, trans }: IViewContext): React.ReactElement {
  const { kernel, path } = history.followed;
  const support = kernel?.support ?? 'none';
  const text =
    path === null
      ? trans.__('Open a notebook to see its variables.')
      : support === 'none'
        ? trans.__('No kernel is running. Variables are listed once one is.')
        : support === 'no'
          ? trans.__(
              'This kernel has no jupyter_mm: notebook and outputs are kept, variables are not.'
            )
          : trans.__('Run a cell and its variables appear here.');
  return (
    <div className="jp-mm-StateCard" data-state="no-variables">
      <p>{text}</p>
    </div>
  );
}

/** Show the line that a command asked for, and give it the keys. */
function bringIntoView(list: HTMLElement | null, name: string | null): void {
  if (list && name !== null) {
    const line = list.querySelector<HTMLElement>(
      `[data-variable=${CSS.escape(name)}] .jp-mm-Variable-toggle`
    );
    line?.scrollIntoView({ block: 'nearest' });
    line?.focus({ preventScroll: true });
  }
}
