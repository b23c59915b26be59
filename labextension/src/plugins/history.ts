import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { makeClient } from '../api/client';
import { HistoryEvents } from '../api/events';
import { asProblem } from '../api/problem';
import { Clock } from '../model/clock';
import { Connection } from '../model/connection';
import { HistoryModel } from '../model/history';
import { DEFAULTS, preferencesOf } from '../model/preferences';
import { Selection } from '../model/selection';
import { Thumbnails } from '../model/thumbnails';
import { IHistory } from '../tokens';
import { ExperimentsPanel } from '../view/ExperimentsPanel';
import { actionsOf, addCommands } from './commands';
import { Follower } from './follow';

const PLUGIN_ID = 'jupyter-mm:plugin';
const SIDEBAR_RANK = 300;
/** A page that is hidden for longer asks once what it missed. */
const SLEEP_MS = 60_000;

/** The sidebar, its model and its commands. */
export const history: JupyterFrontEndPlugin<IHistory> = {
  id: PLUGIN_ID,
  description: 'Shows the history of the active notebook in the sidebar.',
  autoStart: true,
  provides: IHistory,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ): IHistory => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const result = makeHistory(app, new Follower(notebooks));
    const thumbnails = new Thumbnails(result.client, reason =>
      result.connection.failed(asProblem(reason))
    );
    const actions = actionsOf(app.commands);
    const panel = new ExperimentsPanel(
      { history: result, thumbnails, actions, trans },
      translator ?? nullTranslator
    );
    app.shell.add(panel, 'left', { rank: SIDEBAR_RANK });
    restorer?.add(panel, panel.id);
    app.contextMenu.menu.aboutToClose.connect(() => panel.menuClosed());
    addCommands({ app, history: result, palette, trans });
    void settings?.load(PLUGIN_ID).then(loaded => {
      const read = (): void => {
        result.preferences = preferencesOf(loaded.composite);
        result.model.refresh();
      };
      loaded.changed.connect(read);
      read();
    });
    return result;
  }
};

function makeHistory(app: JupyterFrontEnd, followed: Follower): IHistory {
  const client = makeClient(app.serviceManager.serverSettings);
  const connection = new Connection(client);
  const events = new HistoryEvents(app.serviceManager.events);
  const model = new HistoryModel({
    client,
    connection,
    changes: events.changed
  });
  followed.moved.connect((_, isRenamed) => {
    if (connection.reach === 'unknown' && followed.path !== null) {
      void connection.check();
    }
    model.follow(followed.path, isRenamed);
  });
  events.changed.connect((_, { what, row }) => {
    connection.recorded();
    if (what === 'recorded') {
      followed.recorded(row);
    }
  });
  reloadAfterSleep(model);
  app.serviceManager.connectionFailure.connect(() => void connection.check());
  return {
    model,
    selection: new Selection(model),
    connection,
    followed,
    preferences: { ...DEFAULTS },
    clock: new Clock(),
    client,
    events
  };
}

/** A page that slept may have lost its event stream without being told. */
function reloadAfterSleep(model: HistoryModel): void {
  let hiddenAt = Infinity;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > SLEEP_MS) {
      void model.reload();
    }
  });
}
