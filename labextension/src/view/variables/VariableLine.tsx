import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IVariable } from '../../api/client';
import { CommandIDs } from '../../commands';
import { formatBytes, shorten, visible } from '../../model/format';
import { shortType } from '../../model/variables/names';
import type { IViewContext } from '../context';
import { IconButton } from '../IconButton';
import { leaveOutIcon } from '../rowIcons';
import { ageText } from '../words';
import { VariableLife } from './VariableLife';

type ILineProps = IViewContext & { item: IVariable };

/** One variable: what it is, where it is from; opened, how it changed. */
export function VariableLine(props: ILineProps): React.ReactElement {
  const { item, history } = props;
  const { lives } = history.variables;
  const life = lives.of(item.name);
  const id = React.useId();
  return (
    <li className="jp-mm-Variable" data-variable={item.name}>
      <div className="jp-mm-Variable-head">
        <button
          type="button"
          className="jp-mm-Variable-toggle"
          aria-expanded={life !== null}
          aria-controls={life === null ? undefined : id}
          onClick={() => lives.toggle(item.name)}
        >
          {life === null ? (
            <caretRightIcon.react tag="span" />
          ) : (
            <caretDownIcon.react tag="span" />
          )}
          <Facts {...props} />
        </button>
        <LeaveOut {...props} name={item.name} isExcluded={false} />
      </div>
      {life !== null && (
        <div id={id}>
          <VariableLife {...props} name={item.name} life={life} />
        </div>
      )}
    </li>
  );
}

/** A name that is not kept from now on. */
export function LeftOutLine(
  props: IViewContext & { name: string }
): React.ReactElement {
  const { name, trans } = props;
  return (
    <li className="jp-mm-Variable" data-variable={name}>
      <div className="jp-mm-Variable-head">
        <span className="jp-mm-Variable-facts">
          <Name name={name} />
          <span className="jp-mm-Variable-summary jp-mm-Warn">
            {trans.__('left out')}
          </span>
        </span>
        <LeaveOut {...props} isExcluded={true} />
      </div>
    </li>
  );
}

/** Name and value in the first line; type, origin and reason in the second. */
function Facts(props: ILineProps): React.ReactElement {
  const { name, type, summary, size_bytes, reason } = props.item;
  const value = visible(summary);
  const size = size_bytes === null ? '' : formatBytes(size_bytes);
  return (
    <span className="jp-mm-Variable-facts">
      <span className="jp-mm-Variable-first">
        <Name name={name} />
        <span className="jp-mm-Variable-summary" title={value} dir="auto">
          {shorten(value, 120)}
        </span>
        <span className="jp-mm-Variable-size">{size}</span>
      </span>
      <span className="jp-mm-Variable-second">
        <span title={visible(type)}>
          {shorten(visible(shortType(type)), 40)}
        </span>
        {reason !== null && ' · '}
        {reason === null ? (
          <Since {...props} />
        ) : (
          <span className="jp-mm-Warn" title={visible(reason)}>
            {props.trans.__(
              'not restorable: %1',
              shorten(visible(reason), 120)
            )}
          </span>
        )}
      </span>
    </span>
  );
}

function Name({ name }: { name: string }): React.ReactElement {
  const text = visible(name);
  return (
    <code dir="auto" title={text}>
      {shorten(text, 60)}
    </code>
  );
}

/** The execution that changed it last, if that is among the loaded ones. */
function Since({
  item,
  history,
  trans
}: ILineProps): React.ReactElement | null {
  const { origin } = item;
  const row = history.model.rows.find(({ execution }) => execution === origin);
  if (!row) {
    return null;
  }
  const title = visible(row.message ?? row.title);
  const age = ageText(row.started_at, history.clock.now, trans);
  return (
    <span title={trans.__('Changed last by “%1”, %2', title, age)}>
      {' · '}
      {trans.__('since “%1”', shorten(title, 40))}
    </span>
  );
}

/** The button that leaves a name out, or takes it in. */
function LeaveOut(
  props: IViewContext & { name: string; isExcluded: boolean }
): React.ReactElement {
  const { isExcluded, actions, trans } = props;
  const name = visible(props.name);
  const command = actions.state(CommandIDs.excludeVariables);
  const label = isExcluded
    ? trans.__('Keep %1 again', name)
    : trans.__('Never keep %1', name);
  return (
    <IconButton
      icon={leaveOutIcon}
      label={command.isEnabled ? label : command.caption}
      isEnabled={command.isEnabled}
      isPressed={isExcluded}
      onClick={() =>
        actions.run(CommandIDs.excludeVariables, {
          names: [props.name],
          excluded: !isExcluded
        })
      }
    />
  );
}
