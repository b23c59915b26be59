import {
  DOMUtils,
  MainAreaWidget,
  type WidgetTracker
} from '@jupyterlab/apputils';

import { nameOf } from '../model/evidence/data';
import { shorten, visible } from '../model/format';
import type { IPreferences } from '../model/preferences';
import { RunChoices } from '../model/runs/choices';
import { Goals } from '../model/runs/goals';
import { Runs } from '../model/runs/runs';
import { runsIcon } from '../view/rowIcons';
import { RunsScreen } from '../view/runs/Screen';
import { actionsOf, type ICommandParts } from './commands';
import { watchRenames } from './renames';

/** A table holds more than the sidebar, and a chart shows finer lines. */
const RUNS = 100;
const POINTS = 200;

export interface IRunsParts extends ICommandParts {
  tracker: WidgetTracker<RunsTab>;
  area: string;
}

/** A tab, and the runs that it shows. */
export class RunsTab extends MainAreaWidget<RunsScreen> {
  constructor(
    content: RunsScreen,
    readonly runs: Runs
  ) {
    super({ content });
  }
}

/** Show the runs of a notebook, in the tab that has them if there is one. */
export function openRuns(parts: IRunsParts, notebook: string): RunsTab {
  const { app, tracker, area } = parts;
  const known = tracker.find(({ runs }) => runs.notebook === notebook);
  const tab = known ?? makeTab(parts, notebook);
  if (!known) {
    app.shell.add(tab, area, { mode: 'tab-after' });
    void tracker.add(tab);
  }
  app.shell.activateById(tab.id);
  return tab;
}

function makeTab(parts: IRunsParts, notebook: string): RunsTab {
  const { app, history, trans } = parts;
  const { client, events, connection } = history;
  const runs = new Runs({
    ...{ client, limit: RUNS, points: POINTS },
    ...{ changes: events.changed, valuesLogged: events.valuesLogged }
  });
  runs.follow(notebook);
  const preferences = (): IPreferences => history.preferences;
  const goals = new Goals({ client, preferences });
  runs.changed.connect(({ notebook, items }) => {
    if (notebook !== null) {
      void goals.look(notebook, items ?? []);
    }
  });
  const content = new RunsScreen({
    ...{ runs, goals, history, trans, choices: new RunChoices() },
    actions: actionsOf(app.commands, () => runs.notebook)
  });
  const tab = new RunsTab(content, runs);
  tab.id = DOMUtils.createDomID();
  tab.toolbar.hide();
  if (parts.area === 'main') {
    tab.title.icon = runsIcon; // "down" has no room for icons
  } else {
    tab.addClass('jp-mm-RunsScreen-down');
  }
  tab.title.closable = true;
  nameTab(tab, parts);
  const stopRenames = watchRenames(
    app.serviceManager.contents,
    () => runs.notebook,
    path => {
      runs.follow(path, true);
      nameTab(tab, parts);
      void parts.tracker.save(tab);
    }
  );
  const reload = (): void => runs.reload();
  connection.restored.connect(reload);
  tab.disposed.connect(() => {
    stopRenames();
    connection.restored.disconnect(reload);
    runs.dispose();
  });
  return tab;
}

function nameTab({ title, runs }: RunsTab, { trans }: IRunsParts): void {
  const path = visible(runs.notebook ?? '');
  title.label = trans.__('Runs %1', shorten(nameOf(path), 28));
  title.caption = trans.__('Runs: %1', shorten(path, 120));
}
