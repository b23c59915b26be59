import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import { onFirstUse } from '../model/onFirstUse';
import {
  againstBuilding,
  againstReproducing,
  againstVerdict,
  type Reason
} from '../model/reasons';
import { IHistory } from '../tokens';
import { environmentIcon, sameIcon } from '../view/icons';
import { addCommand, factsOf } from './commands';
import type { Args, ICommandParts } from './commands';
import { tellProblem } from './tell';

/** Reproducing a checkpoint, and building kernels from what it ran under. */
export const jobs: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:jobs',
  description: 'Reproduces checkpoints and builds their environments.',
  autoStart: true,
  requires: [IHistory],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const parts = { app, history, palette, trans };
    addJobCommands(parts);
    showJobs(parts);
  }
};

function addJobCommands(parts: ICommandParts): void {
  const { history } = parts;
  const acts = (): Promise<typeof import('./jobActs')> => import('./jobActs');
  addCommand(parts, CommandIDs.reproduce, {
    icon: sameIcon,
    against: row => againstReproducing(factsOf(history), row),
    execute: async args => (await acts()).reproduce(parts, args)
  });
  addCommand(parts, CommandIDs.buildEnvironment, {
    icon: environmentIcon,
    against: row => againstBuilding(factsOf(history), row),
    execute: async args => (await acts()).build(parts, args)
  });
  addCommand(parts, CommandIDs.showVerdict, {
    against: row => againstVerdict(factsOf(history), row),
    execute: async args => (await acts()).showVerdict(parts, args)
  });
  addRunningCommands(parts);
}

/** What can be done with a job that runs, or ran. */
function addRunningCommands({ history, ...parts }: ICommandParts): void {
  const { jobs } = history;
  const idOf = (args: Args): string | null =>
    typeof args['job'] === 'string' ? args['job'] : (jobs.current?.id ?? null);
  const act = async (
    args: Args,
    does: (id: string) => Promise<void>
  ): Promise<void> => {
    const id = idOf(args);
    await (id === null ? undefined : does(id));
  };
  const against = (): Reason | null => (jobs.current ? null : 'no-job');
  addCommand({ history, ...parts }, CommandIDs.cancelJob, {
    against,
    execute: args => act(args, id => jobs.cancel(id))
  });
  addCommand({ history, ...parts }, CommandIDs.showLog, {
    against: (_, args) => (idOf(args) === null ? 'no-job' : null),
    execute: args =>
      act(args, async id => {
        const { showLog } = await import('../view/evidence/JobLog');
        await showLog(id, jobs, parts.trans);
      })
  });
}

/** Notifications of jobs: their code is loaded with the first job. */
function showJobs(parts: ICommandParts): void {
  const { jobs, connection } = parts.history;
  const notices = onFirstUse(async () => {
    const { JobNotices } = await import('./jobNotices');
    return new JobNotices(parts);
  });
  let isTold = false; // a job says many times how far it is
  jobs.changed.connect((_, job) => {
    notices().then(
      loaded => loaded.show(job),
      (reason: unknown) => {
        if (!isTold) {
          isTold = true;
          tellProblem(asProblem(reason), parts.trans);
        }
      }
    );
  });
  let isResumed = false;
  connection.changed.connect(() => {
    if (connection.reach === 'online' && !isResumed) {
      isResumed = true;
      jobs.resume().catch((reason: unknown) => {
        const problem = asProblem(reason);
        // A server that runs no jobs has none to show; others are asked again.
        isResumed = problem.kind === 'missing';
        if (!isResumed) {
          connection.failed(problem);
        }
      });
    }
  });
}
