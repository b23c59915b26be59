import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import { runsOf } from '../../model/runs/followed';
import type { IViewContext } from '../context';
import { useAction, useChanges } from '../hooks';

/** What stands in the title of the section "Runs": how many, how many live, and the table. */
export class RunsTitle extends ReactWidget {
  constructor(private readonly context: IViewContext) {
    super();
    this.addClass('jp-mm-Count');
  }

  protected override render(): React.ReactElement {
    return <RunsTitleText {...this.context} />;
  }
}

function RunsTitleText({
  history,
  actions,
  trans
}: IViewContext): React.ReactElement {
  const runs = runsOf(history);
  useChanges(runs.changed);
  const open = useAction(actions, CommandIDs.openRuns);
  const count = runs.items?.length ?? 0;
  return (
    <>
      {count > 0 && (
        <span title={trans.__('Runs in this list')}>
          {runs.hasMore ? `${count}+` : count}
        </span>
      )}
      {runs.live > 0 && (
        <span className="jp-mm-Title-live">
          {trans._n('%1 live', '%1 live', runs.live)}
        </span>
      )}
      <TitleButton
        label={trans.__('Table')}
        caption={open.caption}
        isEnabled={open.isEnabled}
        onClick={() => actions.run(CommandIDs.openRuns)}
      />
    </>
  );
}

/** What stands in the title of the section "Data": how many, and the check. */
export class DataTitle extends ReactWidget {
  constructor(private readonly context: IViewContext) {
    super();
    this.addClass('jp-mm-Count');
  }

  protected override render(): React.ReactElement {
    return <DataTitleText {...this.context} />;
  }
}

function DataTitleText({
  history,
  actions,
  trans
}: IViewContext): React.ReactElement | null {
  const { data } = history;
  useChanges(data.changed);
  const verify = useAction(actions, CommandIDs.verifyData);
  if (data.items === null || data.items.length === 0) {
    return null;
  }
  const ref = data.scope ? { ref: data.scope.ref } : {};
  return (
    <>
      <span title={trans.__('Files, sets of files and remote objects')}>
        {data.total.toLocaleString()}
      </span>
      <TitleButton
        label={trans.__('Verify')}
        caption={verify.caption}
        isEnabled={verify.isEnabled && !data.isVerifying}
        onClick={() => actions.run(CommandIDs.verifyData, ref)}
      />
    </>
  );
}

function TitleButton(props: {
  label: string;
  caption: string;
  isEnabled: boolean;
  onClick: () => void;
}): React.ReactElement {
  return (
    <button
      type="button"
      className="jp-mm-TitleButton"
      title={props.caption}
      disabled={!props.isEnabled}
      // The title around it opens and closes the section by the same events.
      onKeyDown={event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.stopPropagation();
        }
      }}
      onClick={event => {
        event.stopPropagation();
        props.onClick();
      }}
    >
      {props.label}
    </button>
  );
}
