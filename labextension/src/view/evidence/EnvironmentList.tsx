import '../../../style/evidence.css';

import * as React from 'react';

import type { IEnvironmentShown, IHistoryRow } from '../../api/client';
import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { IViewContext } from '../context';
import { Difference } from './Difference';
import { differenceText } from './evidenceWords';
import { useAction, useChanges } from '../hooks';
import { ageText, exactText } from '../words';

const PACKAGES_SHOWN = 1000;

/** The body of the section "Environment": what cells ran under, and its changes. */
export function EnvironmentList(props: IViewContext): React.ReactElement {
  const { history, trans } = props;
  const { environments, clock } = history;
  useChanges(environments.changed);
  useChanges(clock.ticked);
  const { latest, problem, steps } = environments;
  if (latest === null && steps.length === 0) {
    return (
      <div className="jp-mm-StateCard" data-state="no-environment">
        <p>
          {problem
            ? visible(problem.message)
            : trans.__(
                'Python, its packages and the machine are kept with each checkpoint and shown here.'
              )}
        </p>
      </div>
    );
  }
  const open = environments.chosen ?? steps[0]?.execution ?? null;
  return (
    <div className="jp-mm-Evidence">
      {latest && <Latest {...props} shown={latest} />}
      {steps.length > 0 ? (
        <>
          <p className="jp-mm-Steps-title">
            {trans.__('Changed before these cells ran:')}
          </p>
          <ul className="jp-mm-Steps" aria-label={trans.__('Changes')}>
            {steps.map(row => (
              <Step
                key={row.execution}
                {...props}
                row={row}
                isOpen={row.execution === open}
              />
            ))}
          </ul>
        </>
      ) : (
        <p className="jp-mm-Hint jp-mm-Steps-none">
          {trans.__('It is the same for all cells in the list.')}
        </p>
      )}
    </div>
  );
}

/** What the newest cell ran under. */
function Latest(
  props: IViewContext & { shown: IEnvironmentShown }
): React.ReactElement {
  const { shown, actions, trans } = props;
  const { packages, python } = shown.environment;
  const build = useAction(actions, CommandIDs.buildEnvironment, {
    ref: shown.checkpoint
  });
  const local = packages.filter(
    ({ is_editable, is_dirty }) => is_editable || is_dirty
  );
  return (
    <div className="jp-mm-Latest">
      <p>
        <strong>{trans.__('Python %1', visible(python))}</strong>
        {' · '}
        {trans._n('%1 package', '%1 packages', packages.length)}
      </p>
      {local.map(({ name, commit, is_dirty }) => (
        <p key={name} className={is_dirty ? 'jp-mm-Warn' : 'jp-mm-Hint'}>
          <code dir="auto">{shorten(visible(name), 40)}</code>{' '}
          {trans.__('editable')}
          {commit ? ` · ${commit.slice(0, 8)}` : ''}
          {is_dirty
            ? ` · ${trans.__('with changes that are not committed')}`
            : ''}
        </p>
      ))}
      <details>
        <summary>{trans.__('All packages')}</summary>
        <ul className="jp-mm-Packages" tabIndex={0}>
          {packages
            .slice(0, PACKAGES_SHOWN)
            .map(({ name, version, is_direct }) => (
              <li key={name} className={is_direct ? 'jp-mm-Direct' : undefined}>
                <span dir="auto">{shorten(visible(name), 60)}</span>
                <span>{visible(version ?? '')}</span>
              </li>
            ))}
        </ul>
      </details>
      <div className="jp-mm-Buttons">
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          disabled={!build.isEnabled}
          title={build.caption}
          onClick={() =>
            actions.run(CommandIDs.buildEnvironment, { ref: shown.checkpoint })
          }
        >
          {trans.__('Build a kernel from it…')}
        </button>
      </div>
    </div>
  );
}

/** One change of the environment: before which cell, and what it was. */
function Step(
  props: IViewContext & { row: IHistoryRow; isOpen: boolean }
): React.ReactElement {
  const { row, isOpen, history, trans } = props;
  const { environments, clock } = history;
  const difference = environments.of(row);
  const head = React.useRef<HTMLButtonElement>(null);
  const isChosen = environments.chosen === row.execution;
  React.useEffect(() => environments.request(row), [environments, row]);
  React.useEffect(() => {
    if (isChosen) {
      head.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [isChosen]);
  return (
    <li className="jp-mm-Step" data-execution={row.execution}>
      <button
        ref={head}
        type="button"
        className="jp-mm-Use"
        aria-expanded={isOpen}
        title={exactText(row.started_at)}
        onClick={() => environments.choose(isOpen ? '' : row.execution)}
      >
        <span className="jp-mm-Use-title" dir="auto">
          {shorten(visible(row.message ?? row.title), 120)}
        </span>
        <span className="jp-mm-Row-time">
          {difference ? `${differenceText(difference, trans)} · ` : ''}
          {ageText(row.started_at, clock.now, trans)}
        </span>
      </button>
      {isOpen && difference && (
        <Difference difference={difference} trans={trans} />
      )}
    </li>
  );
}
