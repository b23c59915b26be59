import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';

import type { IBuiltEnvironment, IJob, IVerdict } from '../api/client';
import { asProblem, ProblemError } from '../api/problem';
import { CommandIDs, type CommandID } from '../commands';
import { shorten, visible } from '../model/format';
import { progressText, verdictText } from '../view/evidence/verdictWords';
import { panelFor, type Args, type ICommandParts } from './commands';
import { tellProblem, toastText } from './tell';

const DONE_MS = 20_000;
const CANCELLED_MS = 4000;

/** One notification for each job, from its start to what came of it. */
export class JobNotices {
  constructor(private readonly parts: ICommandParts) {}

  /** Show how far a job is, or what came of it. */
  show(job: IJob): void {
    if (!this.panels.has(job.id)) {
      this.panels.set(job.id, this.panelOf(job));
    }
    if (job.status === 'running') {
      this.tell(
        job,
        toastText(job.title, progressText(job, this.parts.trans)),
        {
          type: 'in-progress',
          autoClose: false,
          actions: [
            {
              label: this.parts.trans.__('Cancel'),
              callback: event => {
                event.preventDefault(); // it stays until the job has ended
                this.run(CommandIDs.cancelJob, { job: job.id });
              }
            },
            this.logAction(job)
          ],
          ...(job.fraction === null ? {} : { progress: job.fraction })
        }
      );
    } else {
      this.parts.history.jobs.told(job.id);
      this.end(job);
      this.panels.delete(job.id);
    }
  }

  private end(job: IJob): void {
    const { trans } = this.parts;
    if (job.needs_consent.length > 0) {
      this.dismiss(job);
      void this.attempt(() => this.askForConsent(job));
    } else if (job.status === 'cancelled') {
      this.tell(job, toastText(job.title, trans.__('Cancelled')), {
        type: 'info',
        autoClose: CANCELLED_MS,
        actions: []
      });
    } else if (job.verdict) {
      this.tellVerdict(job, job.verdict);
    } else if (job.built) {
      this.tellBuilt(job, job.built);
    } else {
      const why = job.message ?? trans.__('The server ended before it did.');
      this.tell(job, toastText(job.title, why), {
        type: 'error',
        autoClose: false,
        actions: [this.logAction(job)]
      });
    }
  }

  private tellVerdict(job: IJob, verdict: IVerdict): void {
    const { trans } = this.parts;
    const { outcome, summary, checkpoint } = verdict;
    const isFine = outcome === 'same' || outcome === 'close';
    this.tell(job, toastText(verdictText(outcome, trans), summary), {
      type: isFine ? 'success' : 'warning',
      autoClose: isFine ? DONE_MS : false,
      actions: [
        {
          label: trans.__('Details…'),
          displayType: 'accent',
          callback: () => this.run(CommandIDs.showVerdict, { ref: checkpoint })
        },
        this.logAction(job)
      ]
    });
  }

  private tellBuilt(job: IJob, built: IBuiltEnvironment): void {
    const { trans } = this.parts;
    const { unmatched, kernel, packages } = built;
    const done = trans._n(
      'Kernel ready, with %1 package',
      'Kernel ready, with %1 packages',
      packages
    );
    const left = trans._n(
      '%1 could not be matched',
      '%1 could not be matched',
      unmatched.length
    );
    const panel = this.panels.get(job.id) ?? null;
    const name = panel ? PathExt.basename(panel.context.path) : '';
    const use = {
      label: trans.__('Use it in %1', shorten(visible(name), 28)),
      caption: trans.__(
        'Run %1 on it. Its present kernel ends; its variables are kept.',
        visible(name)
      ),
      callback: () => void this.attempt(() => this.use(kernel ?? '', panel))
    };
    const details = {
      label: trans.__('Details…'),
      callback: () => void this.attempt(() => this.showBuilt(built))
    };
    this.tell(job, toastText(done, unmatched.length > 0 ? left : ''), {
      type: unmatched.length > 0 ? 'warning' : 'success',
      autoClose: unmatched.length > 0 ? false : DONE_MS,
      actions: [...(kernel === null || !panel ? [] : [use]), details]
    });
    void this.parts.app.serviceManager.kernelspecs.refreshSpecs();
  }

  /** Whoever asked: the notebook, also when it is renamed meanwhile. */
  private panelOf({ id }: IJob): NotebookPanel | null {
    const { jobs, followed } = this.parts.history;
    const asked = jobs.requestOf(id);
    return asked
      ? panelFor(this.parts.history, { notebook: asked.notebook ?? '' })
      : followed.active;
  }

  /** Run the notebook that asked on a kernel that was just registered. */
  private async use(
    kernel: string,
    panel: NotebookPanel | null
  ): Promise<void> {
    const { app, trans } = this.parts;
    if (!panel || panel.isDisposed) {
      throw new ProblemError(
        'not_found',
        trans.__('The notebook was closed.'),
        trans.__('Open it and choose the kernel in its toolbar.')
      );
    }
    await app.serviceManager.kernelspecs.refreshSpecs();
    await panel.sessionContext.changeKernel({ name: kernel });
  }

  private async showBuilt(built: IBuiltEnvironment): Promise<void> {
    const { showBuilt } = await import('../view/evidence/BuiltReport');
    await showBuilt(built, this.parts.trans);
  }

  private async askForConsent(job: IJob): Promise<void> {
    const { history, trans } = this.parts;
    const { askForConsent } = await import('../view/evidence/Consent');
    if (await askForConsent(job, trans)) {
      const { kind, checkpoint, ref } = job;
      const asked = history.jobs.requestOf(job.id);
      await history.jobs.start({
        ...(asked ?? { kind, ref: checkpoint ?? ref }),
        consent: true
      });
    }
  }

  private logAction(job: IJob): Notification.IAction {
    return {
      label: this.parts.trans.__('Log'),
      callback: event => {
        event.preventDefault();
        this.run(CommandIDs.showLog, { job: job.id });
      }
    };
  }

  private run(command: CommandID, args: Args): void {
    void this.parts.app.commands.execute(command, args);
  }

  private async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (reason) {
      tellProblem(asProblem(reason), this.parts.trans);
    }
  }

  /** Update the job's notification; the end of a job is told even when it was closed. */
  private tell(
    job: IJob,
    message: string,
    options: Notification.IOptions<null> & { type: Notification.TypeOptions }
  ): void {
    const { type, ...rest } = options;
    const id = this.told.get(job.id);
    const isThere = id !== undefined && Notification.manager.has(id);
    if (isThere) {
      Notification.update({ id, message, ...options });
    } else if (id === undefined || job.status !== 'running') {
      this.told.set(job.id, Notification.emit(message, type, rest));
    }
  }

  private dismiss(job: IJob): void {
    const id = this.told.get(job.id);
    if (id !== undefined) {
      Notification.dismiss(id);
    }
  }

  private readonly told = new Map<string, string>();
  private readonly panels = new Map<string, NotebookPanel | null>();
}
