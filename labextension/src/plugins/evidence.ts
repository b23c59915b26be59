import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { againstReading, againstRows } from '../model/reasons';
import { IHistory } from '../tokens';
import { environmentIcon } from '../view/icons';
import { addCommand, checkpointRef, factsOf, rowOf } from './commands';
import type { Args, ICommandParts } from './commands';

/** What cells ran on: their data and their environment. */
export const evidence: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:evidence',
  description: 'Shows the data and the environment that cells ran on.',
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
    const reveal = (section: string): Promise<unknown> =>
      app.commands.execute(CommandIDs.openSidebar, { section });
    addCommand(parts, CommandIDs.showEnvironment, {
      icon: environmentIcon,
      against: () => againstReading(factsOf(history)),
      execute: async args => {
        history.environments.choose(stepOf(history, args));
        await reveal('environment');
      }
    });
    addCommand(parts, CommandIDs.showData, {
      against: () => againstReading(factsOf(history)),
      execute: async args => {
        await scopeTo(parts, args);
        await reveal('data');
      }
    });
    addCommand(parts, CommandIDs.verifyData, {
      against: () => againstRows(factsOf(history)),
      execute: async args => {
        const ref = await verifiedRef(parts, args);
        await reveal('data');
        if (ref !== null) {
          await history.data.verify(ref);
        }
      }
    });
  }
};

/** The change that brought the environment which a row ran under. */
function stepOf(history: IHistory, args: Args): string | null {
  const row = rowOf(history, args);
  const step = history.environments.steps.find(
    ({ position }) => row === null || position <= row.position
  );
  return step?.execution ?? null;
}

async function scopeTo(parts: ICommandParts, args: Args): Promise<void> {
  const { history } = parts;
  const row = rowOf(history, args);
  const ref = args['all'] === true ? null : await checkpointRef(parts, args);
  if (ref === null) {
    history.data.become(null);
  } else {
    history.data.become({ ref, title: row?.message ?? row?.title ?? ref });
  }
}

/** Whose data is read again: what was asked for, else what the list shows. */
async function verifiedRef(
  parts: ICommandParts,
  args: Args
): Promise<string | null> {
  const { data, model } = parts.history;
  if (typeof args['ref'] === 'string') {
    return checkpointRef(parts, args);
  }
  const newest = model.rows.find(({ checkpoint }) => checkpoint !== null);
  return data.scope?.ref ?? newest?.checkpoint ?? null;
}
