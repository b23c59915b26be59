import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookAsItWas } from '../api/client';
import { asProblem } from '../api/problem';
import { withoutTrust } from '../model/notebook/document';
import {
  checkpointRef,
  pathFor,
  type Args,
  type ICommandParts
} from './commands';
import { tellProblem } from './tell';

const MOST_COPIES = 50;
const WHOLE_ID = /^[0-9a-f]{64}$/;

/** Write a notebook as it was to a new file beside the present one, and open it; its path. */
export async function openCopy(
  app: JupyterFrontEnd,
  shown: INotebookAsItWas,
  trans: TranslationBundle
): Promise<string | null> {
  const { contents } = app.serviceManager;
  try {
    const path = await freePath(contents, shown);
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: withoutTrust(shown.notebook as unknown as INotebookContent, true)
    });
    await app.commands.execute('docmanager:open', { path });
    return path;
  } catch (reason) {
    tellProblem(asProblem(reason), trans);
    return null;
  }
}

/** A name that says what it is a copy of, and that no file has. */
async function freePath(
  contents: Contents.IManager,
  shown: INotebookAsItWas
): Promise<string> {
  const path = shown.path ?? 'notebook.ipynb';
  const [folder, taken] = await namesIn(contents, PathExt.dirname(path));
  const when = new Date(shown.recorded_at * 1000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ')
    .replace(':', '.');
  const stem = `${PathExt.basename(path, '.ipynb')} as of ${when}`;
  for (let number = 1; number <= MOST_COPIES; number++) {
    const name = number === 1 ? `${stem}.ipynb` : `${stem} (${number}).ipynb`;
    if (!taken.has(name)) {
      return PathExt.join(folder, name);
    }
  }
  throw new Error('Too many copies of this checkpoint.');
}

/** The names in a folder; where it is gone, those in the topmost one. */
async function namesIn(
  contents: Contents.IManager,
  folder: string
): Promise<[string, Set<string>]> {
  try {
    const listing = await contents.get(folder, {
      content: true,
      type: 'directory'
    });
    const items = listing.content as Contents.IModel[];
    return [folder, new Set(items.map(({ name }) => name))];
  } catch (reason) {
    const isGone =
      reason instanceof ServerConnection.ResponseError &&
      reason.response.status === 404;
    if (!isGone || folder === '') {
      throw reason;
    }
    return namesIn(contents, '');
  }
}

/** Open the notebook of the checkpoint that is named, selected or asked for. */
export async function openAsCopy(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const { app, history, trans } = parts;
  const ref = await checkpointRef(parts, args);
  if (ref !== null) {
    // A whole id needs no notebook, which may be gone meanwhile.
    const path = WHOLE_ID.test(ref) ? null : pathFor(history, args);
    const shown = await history.client.notebook(ref, path ?? undefined);
    await openCopy(app, shown, trans);
  }
}
