import * as React from 'react';

import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';

/** What runs on the server, above the list: how far it is, its log, and its end. */
export function JobLine(props: IViewContext): React.ReactElement | null {
  const { history, actions, trans } = props;
  useChanges(history.jobs.changed);
  const job = history.jobs.current;
  if (!job) {
    return null;
  }
  const title = shorten(visible(job.title), 120);
  const { id, fraction } = job;
  return (
    <div className="jp-mm-JobLine" role="group" aria-label={title}>
      <span className="jp-mm-JobLine-title" title={title} dir="auto">
        {title}
      </span>
      <progress
        aria-label={trans.__('Progress')}
        {...(fraction === null ? {} : { value: fraction })}
      />
      <span className="jp-mm-JobLine-step" title={visible(job.step)} dir="auto">
        {visible(job.step)}
      </span>
      <button
        type="button"
        className="jp-mm-TitleButton"
        onClick={() => actions.run(CommandIDs.showLog, { job: id })}
      >
        {trans.__('Log')}
      </button>
      <button
        type="button"
        className="jp-mm-TitleButton"
        onClick={() => actions.run(CommandIDs.cancelJob, { job: id })}
      >
        {trans.__('Cancel')}
      </button>
    </div>
  );
}
