import {
  addIcon,
  copyIcon,
  undoIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IVariableLife } from '../../api/comparisons';
import { CommandIDs, type CommandID } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { ILife } from '../../model/variables/lives';
import type { IActionArgs, IViewContext } from '../context';
import { useAction, useLasting } from '../hooks';
import { IconButton } from '../IconButton';
import { ageText } from '../words';

type IMoment = IVariableLife['moments'][number];

/** The latest changes of one variable, newest first. */
export function VariableLife(
  props: IViewContext & { name: string; life: ILife }
): React.ReactElement | null {
  const { trans, name, history } = props;
  const { life, problem } = props.life;
  const isLate = useLasting(life === null && problem === null, 300);
  if (problem && !life) {
    return (
      <p className="jp-mm-Life-note jp-mm-Warn" role="alert">
        {visible(problem.message)}{' '}
        <button
          type="button"
          className="jp-mm-Link"
          onClick={() => history.variables.lives.refresh()}
        >
          {trans.__('Try again')}
        </button>
      </p>
    );
  }
  if (!life) {
    return isLate ? (
      <p className="jp-mm-Life-note">{trans.__('Loading…')}</p>
    ) : null;
  }
  if (life.moments.length === 0) {
    return (
      <p className="jp-mm-Life-note">{trans.__('No change of it is kept.')}</p>
    );
  }
  const more = life.total - life.moments.length;
  return (
    <>
      <ol className="jp-mm-Life" aria-label={trans.__('Changes of %1', name)}>
        {life.moments.map(moment => (
          <Moment key={moment.row.execution} {...props} moment={moment} />
        ))}
      </ol>
      {more > 0 && (
        <p className="jp-mm-Life-note">
          {trans._n('%1 older change', '%1 older changes', more)}
        </p>
      )}
    </>
  );
}

/** The value after one execution: what it was like, and what may be done with it. */
function Moment(
  props: IViewContext & { name: string; moment: IMoment }
): React.ReactElement {
  const { history, trans, moment, name } = props;
  const { row, variable, facts, lines } = moment;
  const ref = row.checkpoint ?? row.execution;
  const title = visible(row.message ?? row.title);
  const isKept = variable.reason === null && row.checkpoint !== null;
  const said = [
    visible(variable.reason ?? variable.summary),
    ...facts.map(fact => visible(`${fact.name} ${fact.text}`))
  ].filter(text => text !== '');
  const button = (
    command: CommandID,
    icon: LabIcon,
    label: string,
    args: IActionArgs
  ): React.ReactElement => (
    <Act {...props} {...{ command, icon, label, args, isKept }} />
  );
  return (
    <li className="jp-mm-Moment" data-execution={row.execution}>
      <div className="jp-mm-Moment-head">
        <button
          type="button"
          className="jp-mm-Link"
          title={trans.__('Open “%1”', title)}
          onClick={() => props.actions.run(CommandIDs.openCheckpoint, { ref })}
        >
          {shorten(title, 80)}
        </button>
        <time
          dateTime={new Date(row.started_at * 1000).toISOString()}
          title={new Date(row.started_at * 1000).toLocaleString()}
        >
          {ageText(row.started_at, history.clock.now, trans)}
        </time>
      </div>
      {lines.map(line => (
        <div key={line} className="jp-mm-Moment-line" dir="auto">
          {shorten(visible(line), 200)}
        </div>
      ))}
      <div className="jp-mm-Moment-foot">
        <span
          className={
            isKept ? 'jp-mm-Moment-facts' : 'jp-mm-Moment-facts jp-mm-Warn'
          }
          title={said.join(' · ')}
        >
          {shorten(said.join(' · '), 160)}
        </span>
        <span className="jp-mm-Moment-acts">
          {button(
            CommandIDs.copyVariable,
            addIcon,
            trans.__('Copy into the kernel under another name'),
            { ref, name }
          )}
          {button(
            CommandIDs.copyVariableLoader,
            copyIcon,
            trans.__('Copy code that loads this value'),
            { ref, name }
          )}
          {button(
            CommandIDs.restore,
            undoIcon,
            trans.__('Restore only %1 to this value', name),
            { ref, names: [name] }
          )}
        </span>
      </div>
    </li>
  );
}

function Act(
  props: IViewContext & {
    command: CommandID;
    icon: LabIcon;
    label: string;
    args: IActionArgs;
    isKept: boolean;
  }
): React.ReactElement {
  const { actions, command, args, isKept, trans } = props;
  const { isEnabled, caption } = useAction(actions, command, args);
  const against = isKept
    ? isEnabled
      ? null
      : caption
    : trans.__('This value was not kept.');
  return (
    <IconButton
      icon={props.icon}
      label={against ?? props.label}
      isEnabled={against === null}
      onClick={() => actions.run(command, args)}
    />
  );
}
