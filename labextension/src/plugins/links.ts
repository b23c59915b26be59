import {
  ILabShell,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette, Notification } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { DocumentWidget } from '@jupyterlab/docregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { copyIcon } from '@jupyterlab/ui-components';

import { Widget } from '@lumino/widgets';

import { CommandIDs, commandTexts } from '../commands';
import { linkTo, refIn, withoutRef } from '../model/links';
import { IHistory } from '../tokens';
import { addCommand, checkpointRef, pathFor, rowOf } from './commands';

const COPIED_MS = 3000;
/** A notebook that comes later was opened by somebody. */
const OPENS_MS = 15_000;

/** Addresses that open a checkpoint: made here, and followed here. */
export const links: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:links',
  description: 'Copies links to checkpoints and opens them.',
  autoStart: true,
  requires: [IHistory],
  optional: [ICommandPalette, ILabShell, IRouter, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    palette: ICommandPalette | null,
    labShell: ILabShell | null,
    router: IRouter | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const parts = { app, history, palette, trans };
    addCommand(parts, CommandIDs.copyLink, {
      icon: copyIcon,
      execute: async args => {
        const ref = await checkpointRef(parts, args);
        if (ref !== null) {
          const address = linkTo(
            PageConfig.getShareUrl(),
            labShell ? 'lab/tree' : 'notebooks',
            ref,
            rowOf(history, { ref })?.notebook ?? pathFor(history, args)
          );
          Clipboard.copyToSystem(address);
          Notification.success(trans.__('Link copied'), {
            autoClose: COPIED_MS
          });
          return address;
        }
        return null;
      }
    });
    const {
      label,
      caption,
      args: schema
    } = commandTexts(trans)[CommandIDs.openLink];
    // Not in the palette: only an address has the argument.
    app.commands.addCommand(CommandIDs.openLink, {
      label,
      caption,
      describedBy: { args: schema },
      // The router waits for what it calls, and the page for the router.
      execute: ({ search }) =>
        void follow(app, labShell, typeof search === 'string' ? search : '')
    });
    router?.register({ command: CommandIDs.openLink, pattern: /[?&]mm=/ });
  }
};

/** Open what an address names, once the page stands as its user left it. */
async function follow(
  app: JupyterFrontEnd,
  labShell: ILabShell | null,
  search: string
): Promise<void> {
  const ref = refIn(search);
  await app.restored;
  const { pathname, hash, search: now } = window.location;
  window.history.replaceState({}, '', `${pathname}${withoutRef(now)}${hash}`);
  if (ref !== null) {
    const shown: unknown = await app.commands.execute(
      CommandIDs.openCheckpoint,
      { ref }
    );
    if (labShell && shown instanceof Widget) {
      afterNotebook(labShell, () => labShell.activateById(shown.id));
    }
  }
}

/** JupyterLab opens the notebook of the address too, and brings it to the front; so may the reader. */
function afterNotebook(labShell: ILabShell, then: () => void): void {
  const path = PageConfig.getOption('treePath');
  const look = (_: ILabShell, { newValue }: ILabShell.IChangedArgs): void => {
    if (newValue instanceof DocumentWidget && newValue.context.path === path) {
      stop();
      then();
    }
  };
  const reader = new AbortController();
  const stop = (): void => {
    labShell.currentChanged.disconnect(look);
    reader.abort();
  };
  const options = { capture: true, signal: reader.signal };
  window.addEventListener('pointerdown', stop, options);
  window.addEventListener('keydown', stop, options);
  labShell.currentChanged.connect(look);
  setTimeout(stop, OPENS_MS);
}
