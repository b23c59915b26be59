import { Notification } from '@jupyterlab/apputils';

import type { IJobRequest } from '../api/client';
import { CommandIDs } from '../commands';
import {
  checkpointRef,
  pathFor,
  rowOf,
  type Args,
  type ICommandParts
} from './commands';

/** Run what led to a checkpoint again. */
export async function reproduce(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const { history, trans } = parts;
  const ref = await checkpointRef(parts, args);
  if (ref === null) {
    return;
  }
  const row = rowOf(history, args);
  const { askHow } = await import('../view/evidence/ReproduceForm');
  const how =
    typeof args['slice'] === 'boolean'
      ? {
          is_slice: args['slice'],
          ...(typeof args['tolerance'] === 'number'
            ? { tolerance: args['tolerance'] }
            : {})
        }
      : await askHow(row?.message ?? row?.title ?? ref, trans);
  if (how !== null) {
    await start(parts, args, { kind: 'reproduce', ref, ...how });
  }
}

/** Build a kernel from what a checkpoint ran under. */
export async function build(parts: ICommandParts, args: Args): Promise<void> {
  const ref = await checkpointRef(parts, args);
  if (ref !== null) {
    await start(parts, args, { kind: 'environment', ref });
  }
}

async function start(
  { history }: ICommandParts,
  args: Args,
  request: IJobRequest
): Promise<void> {
  const notebook = pathFor(history, args);
  await history.jobs.start(
    notebook === null ? request : { ...request, notebook }
  );
}

/** Show what came of it; who wants that runs it once more. */
export async function showVerdict(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const { app, history, trans } = parts;
  const ref = await checkpointRef(parts, args);
  if (ref === null) {
    return;
  }
  const [verdicts, { showVerdicts }] = await Promise.all([
    history.client.verdicts(ref),
    import('../view/evidence/VerdictReport')
  ]);
  const row = rowOf(history, { ref });
  if (verdicts.length === 0) {
    Notification.info(trans.__('Nobody has reproduced this checkpoint yet.'), {
      autoClose: 4000
    });
  } else if (
    await showVerdicts(verdicts, row?.message ?? row?.title ?? '', trans)
  ) {
    await app.commands.execute(CommandIDs.reproduce, { ...args, ref });
  }
}
