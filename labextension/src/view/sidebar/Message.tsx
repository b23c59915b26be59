import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ProblemError } from '../../api/problem';
import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { Screen } from '../../model/history/screen';
import type { IActions } from '../context';
import { Prose } from '../Prose';
import { Skeleton } from '../Skeleton';

const INSTALL = 'pip install jupyter-mm';

/** One sentence where the list would be. */
export function Message(props: {
  screen: Screen;
  trans: TranslationBundle;
  actions: IActions;
  clearFilter: () => void;
  retry: () => void;
}): React.ReactElement | null {
  const { screen, trans } = props;
  switch (screen.kind) {
    case 'list':
      return null;
    case 'loading':
      return <Skeleton label={trans.__('Loading checkpoints')} />;
    case 'missing':
      return (
        <Text state="missing">
          <p>
            {trans.__(
              'This server has no jupyter_mm, so nothing is kept here yet.'
            )}
          </p>
          <p>
            {trans.__(
              'Install it in the environment of the server and restart it:'
            )}
          </p>
          <code className="jp-mm-Code">{INSTALL}</code>
        </Text>
      );
    case 'no-notebook':
      return (
        <Text state="no-notebook">
          <p>{trans.__('Open a notebook to see its checkpoints.')}</p>
        </Text>
      );
    case 'first-time':
      return <FirstTime trans={trans} actions={props.actions} />;
    case 'empty':
      return (
        <Text state="empty">
          <p>{trans.__('Run a cell and its checkpoint appears here.')}</p>
        </Text>
      );
    case 'no-match':
      return (
        <Text state="no-match">
          <p>
            {trans.__('Nothing matches')}{' '}
            <em dir="auto">{shorten(visible(screen.filter), 80)}</em>
          </p>
          <Button
            label={trans.__('Clear filter')}
            onClick={props.clearFilter}
          />
        </Text>
      );
    case 'bad-filter':
      return (
        <Text state="bad-filter">
          <p>
            <Prose text={screen.problem.message} />
          </p>
          <p className="jp-mm-Hint">
            <Prose text={screen.problem.hint} />
          </p>
          <Button
            label={trans.__('Clear filter')}
            onClick={props.clearFilter}
          />
        </Text>
      );
    case 'offline':
      return (
        <Text state="offline">
          <p>{trans.__('The server does not answer. Reconnecting…')}</p>
        </Text>
      );
    case 'error':
      return (
        <Failure problem={screen.problem} trans={trans} retry={props.retry} />
      );
  }
}

function Text(props: {
  state: Screen['kind'];
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <div className="jp-mm-StateCard" role="status" data-state={props.state}>
      {props.children}
    </div>
  );
}

function Button(props: {
  label: string;
  onClick: () => void;
}): React.ReactElement {
  return (
    <button
      type="button"
      className="jp-mod-styled jp-mod-minimal jp-mm-Button"
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}

function FirstTime(props: {
  trans: TranslationBundle;
  actions: IActions;
}): React.ReactElement {
  const { trans, actions } = props;
  return (
    <Text state="first-time">
      <p>
        {trans.__(
          'From now on every cell you run is kept, with its variables.'
        )}
      </p>
      <ol>
        <li>{trans.__('Run a cell: a checkpoint appears here.')}</li>
        <li>
          {trans.__('Select a checkpoint and press Enter to look at it.')}
        </li>
        <li>
          {trans.__(
            'Restore notebook and variables whenever you want; you can undo it.'
          )}
        </li>
      </ol>
      <div className="jp-mm-Buttons">
        <Button
          label={trans.__('Run the example')}
          onClick={() => actions.run(CommandIDs.runExample)}
        />
        <Button
          label={trans.__('Turn off here')}
          onClick={() =>
            actions.run(CommandIDs.pauseCapture, {
              paused: true,
              remember: true
            })
          }
        />
      </div>
    </Text>
  );
}

function Failure(props: {
  problem: ProblemError;
  trans: TranslationBundle;
  retry: () => void;
}): React.ReactElement {
  const { problem, trans } = props;
  return (
    <Text state="error">
      <p>
        {trans.__(
          'The history cannot be shown now. Your notebook runs as always.'
        )}
      </p>
      <details>
        <summary>{trans.__('Details')}</summary>
        <p>
          <Prose text={shorten(problem.message, 500)} />
        </p>
        {problem.hint !== '' && (
          <p className="jp-mm-Hint">
            <Prose text={problem.hint} />
          </p>
        )}
      </details>
      <Button label={trans.__('Try again')} onClick={props.retry} />
    </Text>
  );
}
