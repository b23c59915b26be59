import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { makeClient } from '../api/client';
import { HistoryEvents } from '../api/events';
import { asProblem } from '../api/problem';
import { afterSleep } from '../model/afterSleep';
import { Clock } from '../model/clock';
import { Connection } from '../model/connection';
import { Data } from '../model/evidence/data';
import { Edits } from '../model/history/edits';
import { Environments } from '../model/evidence/environment';
import { HiddenState } from '../model/notebook/hidden';
import { HistoryModel } from '../model/history/history';
import { Jobs, type IMemory } from '../model/evidence/jobs';
import { Measures } from '../model/history/measures';
import { Picks } from '../model/history/picks';
import {
  DEFAULTS,
  preferencesOf,
  type IPreferences
} from '../model/preferences';
import { Recovery } from '../model/kernel/recovery';
import { Restores } from '../model/restore/restores';
import { Selection } from '../model/history/selection';
import { Thumbnails } from '../model/history/thumbnails';
import { Timeline } from '../model/history/timeline';
import { Variables } from '../model/variables/variables';
import { IHistory } from '../tokens';
import { Sidebar } from '../view/Sidebar';
import { addAnnotations } from './annotations';
import { actionsOf, addCommands, tellOfChanges } from './commands';
import { Follower } from './follow';
import { wishesOf } from './leftOut';
import { Page } from './page';

const PLUGIN_ID = 'jupyter-mm:plugin';
const SIDEBAR_RANK = 300;
/** Before anyone opens the sidebar, and after the start. */
const FILL_PAUSE_MS = 500;

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
    let preferences = DEFAULTS;
    const followed = new Follower(
      notebooks,
      panel => wishesOf(panel, preferences),
      trans
    );
    const result = makeHistory(app, followed);
    const thumbnails = new Thumbnails(result.client, reason =>
      result.connection.failed(asProblem(reason))
    );
    const actions = actionsOf(app.commands, () => followed.path);
    const panel = new Sidebar(
      { history: result, thumbnails, actions, trans },
      translator ?? nullTranslator
    );
    app.shell.add(panel, 'left', { rank: SIDEBAR_RANK });
    restorer?.add(panel, panel.id);
    void app.restored.then(() =>
      setTimeout(() => void panel.fill(), FILL_PAUSE_MS)
    );
    app.contextMenu.menu.aboutToClose.connect(() => panel.menuClosed());
    const parts = { app, history: result, palette, trans };
    tellOfChanges(parts);
    addCommands(parts, section => panel.reveal(section));
    addAnnotations(parts, baseline => {
      void settings?.set(PLUGIN_ID, 'baseline', baseline);
    });
    void settings?.load(PLUGIN_ID).then(loaded => {
      const read = (): void => {
        preferences = preferencesOf(loaded.composite);
        result.preferences = preferences;
        followed.wish();
        result.hidden.setOn(result.preferences.hiddenState);
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
  const follow = (isRenamed: boolean): void => {
    if (connection.reach === 'unknown' && followed.path !== null) {
      void connection.check();
    }
    model.follow(followed.path, isRenamed);
  };
  followed.moved.connect((_, isRenamed) => {
    // Until then the server has JupyterLab itself to serve.
    void app.restored.then(() => follow(isRenamed));
  });
  events.changed.connect((_, { what, row }) => {
    connection.recorded();
    if (what === 'recorded') {
      followed.recorded(row);
    }
  });
  afterSleep(() => void model.reload());
  events.notKept.connect(() => void connection.check());
  app.serviceManager.connectionFailure.connect(() => void connection.check());
  const clock = new Clock();
  const preferences = (): IPreferences => result.preferences;
  const measures = new Measures({
    client,
    model,
    changes: events.changed,
    preferences
  });
  const timeline = new Timeline({ model, measures, clock, preferences });
  const result: IHistory = {
    model,
    timeline,
    measures,
    edits: new Edits({
      client,
      model,
      changes: events.changed,
      page: new Page(followed, NotebookActions)
    }),
    selection: new Selection(model, timeline),
    picks: new Picks(),
    connection,
    followed,
    recovery: new Recovery(followed),
    restores: new Restores(client, followed, connection),
    hidden: new HiddenState({ client, model, changes: events.changed }),
    variables: new Variables(client, followed),
    data: new Data({ client, model, changes: events.changed }),
    environments: new Environments({ client, model }),
    jobs: new Jobs({
      client,
      changes: events.jobChanged,
      memory: memoryOf(app.serviceManager.serverSettings.baseUrl)
    }),
    preferences: { ...DEFAULTS },
    clock,
    client,
    events
  };
  return result;
}

/** What this browser remembers of one server; a full or forbidden store forgets. */
function memoryOf(baseUrl: string): IMemory {
  const key = `jupyter-mm:jobs:${baseUrl}`;
  return {
    read: () => {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    write: text => {
      try {
        localStorage.setItem(key, text);
      } catch {
        // Only a reload will not know of it.
      }
    }
  };
}
