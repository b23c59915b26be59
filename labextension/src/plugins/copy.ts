import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookAsItWas } from '../api/client';
import { asProblem } from '../api/problem';
import { withoutTrust } from '../model/document';
import { tellProblem } from './tell';

const MOST_COPIES = 50;

/** Write a notebook as it was to a new file beside the present one, and open it. */
export async function openCopy(
  app: JupyterFrontEnd,
  shown: INotebookAsItWas,
  trans: TranslationBundle
): Promise<void> {
  const { contents } = app.serviceManager;
  try {
    const path = await freePath(contents, shown);
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: withoutTrust(shown.notebook as unknown as INotebookContent, true)
    });
    await app.commands.execute('docmanager:open', { path });
  } catch (reason) {
    tellProblem(asProblem(reason), trans);
  }
}

/** A name that says what it is a copy of, and that no file has. */
async function freePath(
  contents: Contents.IManager,
  shown: INotebookAsItWas
): Promise<string> {
  const path = shown.path ?? 'notebook.ipynb';
  const folder = PathExt.dirname(path);
  const listing = await contents.get(folder, {
    content: true,
    type: 'directory'
  });
  const taken = new Set(
    (listing.content as Contents.IModel[]).map(({ name }) => name)
  );
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
