import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import type { INotebookAsItWas } from '../api/client';
import { ProblemError } from '../api/problem';
import type { IKernel } from '../model/kernel/kernel';
import type { IWish } from '../model/restore/offer';
import type { ICommandParts } from './commands';
import { kernelOf } from './kernelOf';

/** Where something is put back. */
export interface IPlace {
  panel: NotebookPanel;
  kernel: IKernel;
}

/** The place, and the document that was asked for. */
export interface IShownPlace extends IPlace {
  shown: INotebookAsItWas;
}

/**
 * The notebook that a checkpoint is of: the followed one, or another, which is opened.
 *
 * What was seen of one notebook must not replace another; null when none is followed.
 */
export async function placeOf(
  parts: ICommandParts,
  notebooks: INotebookTracker,
  ref: string,
  { notebook }: IWish
): Promise<IShownPlace | null> {
  const { client, followed } = parts.history;
  const { panel } = followed;
  if (!panel) {
    return null;
  }
  const { context } = panel;
  const asked = context.path;
  const shown = await client.notebook(ref, notebook ?? asked);
  const { path } = shown;
  // The followed one may have been renamed meanwhile.
  const isFollowed = path === null || [asked, context.path].includes(path);
  const own = isFollowed ? panel : await opened(parts, notebooks, path);
  return { panel: own, kernel: followed.linkOf(own), shown };
}

async function opened(
  { app, history, trans }: ICommandParts,
  notebooks: INotebookTracker,
  path: string
): Promise<NotebookPanel> {
  const find = (): NotebookPanel | undefined =>
    notebooks.find(({ context }) => context.path === path);
  let panel = find();
  if (panel) {
    app.shell.activateById(panel.id);
    return panel;
  }
  await app.commands.execute('docmanager:open', { path }).catch(() => null);
  panel = find();
  if (!panel) {
    throw new ProblemError(
      'not_found',
      trans.__('%1 cannot be opened, so nothing was put back.', path),
      trans.__('Open what was kept as a copy instead.')
    );
  }
  await panel.context.ready;
  await kernelOf(history.followed, panel);
  return panel;
}
