import '../../../style/evidence.css';

import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { shorten, visible } from '../../model/format';
import type { Jobs } from '../../model/evidence/jobs';
import { useChanges } from '../hooks';
import { FormDialog } from '../FormDialog';

/** Show what a job writes, as it goes on. */
export async function showLog(
  id: string,
  jobs: Jobs,
  trans: TranslationBundle
): Promise<void> {
  const dialog = new FormDialog<unknown>({
    title: trans.__('Log'),
    body: new JobLog(id, jobs, trans),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
  dialog.addClass('jp-mm-EvidenceDialog');
  dialog.addClass('jp-mm-LogDialog');
  await dialog.launch();
}

export class JobLog extends ReactWidget {
  constructor(
    private readonly job: string,
    private readonly jobs: Jobs,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-mm-Form');
  }

  protected override render(): React.ReactElement {
    return <Log id={this.job} jobs={this.jobs} trans={this.trans} />;
  }
}

function Log(props: {
  id: string;
  jobs: Jobs;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { id, jobs, trans } = props;
  useChanges(jobs.changed);
  const text = React.useRef<HTMLPreElement>(null);
  const job = jobs.of(id);
  const lines = job?.log ?? [];
  React.useLayoutEffect(() => {
    const node = text.current;
    if (node) {
      node.scrollTop = node.scrollHeight;
    }
  }, [lines.length]);
  if (!job) {
    return null;
  }
  const isRunning = job.status === 'running';
  return (
    <>
      <p className="jp-mm-Plan-title" dir="auto">
        {shorten(visible(job.title), 120)}
      </p>
      <p role="status" dir="auto">
        {shorten(visible(isRunning ? job.step : (job.message ?? '')), 400)}
      </p>
      {isRunning && (
        <progress
          className="jp-mm-Progress"
          aria-label={trans.__('Progress')}
          {...(job.fraction === null ? {} : { value: job.fraction })}
        />
      )}
      <pre
        ref={text}
        className="jp-mm-Log"
        tabIndex={0}
        aria-label={trans.__('Log')}
      >
        {lines.length > 0
          ? lines.map(line => visible(line)).join('\n')
          : isRunning
            ? trans.__('Nothing was written yet.')
            : trans.__('Nothing was written.')}
      </pre>
    </>
  );
}
