import { DOMUtils, MainAreaWidget } from '@jupyterlab/apputils';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { UUID } from '@lumino/coreutils';

import type { IHistoryRow } from '../api/client';
import { Compare, type ICompared } from '../model/compare/compare';
import { inOrder, SideChoices } from '../model/compare/sides';
import { nameOf } from '../model/evidence/data';
import { shorten, visible } from '../model/format';
import type { IHistory } from '../tokens';
import { carefulRenderers } from '../view/careful';
import { CompareScreen } from '../view/compare/Screen';
import { compareIcon } from '../view/icons';
import {
  actionsOf,
  askRef,
  panelFor,
  rowOf,
  type Args,
  type ICommandParts
} from './commands';
import { documentOf, panelOf, watch } from './comparePage';
import { watchRenames } from './renames';

export interface ITabParts extends ICommandParts {
  tracker: WidgetTracker<CompareTab>;
  notebooks: INotebookTracker;
  browsers: IFileBrowserFactory | null;
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  area: string;
}

/** A tab, and the comparison that it shows. */
export class CompareTab extends MainAreaWidget<CompareScreen> {
  constructor(
    content: CompareScreen,
    readonly model: Compare,
    /** What was asked for, until a rename; the model knows which states those are. */
    public asked: ICompared | null,
    /** What tells this tab from others, and stays over a reload. */
    readonly key: string
  ) {
    super({ content });
  }
}

/** Compare what was asked for, else what was picked, else the selected row with now. */
export function compareStates(parts: ITabParts, args: Args): CompareTab | null {
  const compared = comparedOf(parts.history, args);
  const { tab } = args;
  return compared
    ? open(parts, compared, typeof tab === 'string' ? tab : undefined)
    : null;
}

/** What one execution changed; of the newest one, with what was edited since. */
export async function compareWithPrevious(
  parts: ITabParts,
  args: Args
): Promise<CompareTab | null> {
  const { history } = parts;
  const isNamed = typeof args['ref'] === 'string' || args['selected'] === true;
  const given = isNamed ? rowOf(history, args) : null;
  const notebook =
    given?.notebook ?? panelFor(history, args)?.context.path ?? null;
  if (notebook === null || (isNamed && !given)) {
    return null;
  }
  // The list may show but a few: the server knows what is next to what.
  const { rows } = await history.client.history({ notebook, limit: 2 });
  const newest = rows[0];
  const row = given ?? newest;
  if (!row) {
    return null;
  }
  const isNewest = row.execution === newest?.execution;
  const before =
    row.parent ?? (await rowBefore(history, row, notebook))?.execution;
  return open(parts, {
    before: before ?? row.execution,
    after: isNewest ? 'now' : row.execution,
    notebook
  });
}

async function rowBefore(
  { client }: IHistory,
  { position }: IHistoryRow,
  notebook: string
): Promise<IHistoryRow | undefined> {
  const page = await client.history({ notebook, before: position, limit: 1 });
  return page.rows[0];
}

/** A notebook of the file browser, or the open one, beside its latest checkpoint. */
export function compareWithCheckpoint(
  parts: ITabParts,
  args: Args
): CompareTab | null {
  const { notebooks, history } = parts;
  const path =
    typeof args['path'] === 'string'
      ? args['path']
      : ((args['selected'] === true ? selectedPath(parts) : null) ??
        notebooks.currentWidget?.context.path ??
        history.model.notebook);
  if (path === null) {
    return null;
  }
  const isOpen = panelOf(notebooks, path) !== null;
  return open(parts, {
    before: 'now~0',
    after: isOpen ? 'now' : 'file',
    notebook: path
  });
}

function selectedPath({ browsers }: ITabParts): string | null {
  const [item] = browsers?.tracker.currentWidget?.selectedItems() ?? [];
  return item?.path ?? null;
}

/** Why a metric changed between two states; between what is on screen if none are named. */
export async function whyChanged(parts: ITabParts, args: Args): Promise<void> {
  const { tracker, history } = parts;
  const isNamed = args['a'] !== undefined || args['b'] !== undefined;
  const current = tracker.currentWidget;
  const compared = comparedOf(history, args);
  const tab = isNamed || !current ? compared && open(parts, compared) : current;
  if (!tab) {
    return;
  }
  await tab.model.settled;
  const { metric } = args;
  const first = tab.model.comparison?.metrics[0]?.name ?? null;
  tab.model.askWhy(typeof metric === 'string' ? metric : first);
}

export function goTo({ tracker }: ITabParts, step: 1 | -1): void {
  tracker.currentWidget?.model.go(step);
}

function comparedOf(history: IHistory, args: Args): ICompared | null {
  const { model, picks } = history;
  const notebook =
    typeof args['notebook'] === 'string' ? args['notebook'] : model.notebook;
  const [a, b] = [args['a'], args['b']].map(ref =>
    typeof ref === 'string' ? ref : null
  );
  if (a ?? b) {
    return { before: a ?? 'now~1', after: b ?? 'now', notebook };
  }
  const [first, second] = picks.refs;
  if (first !== undefined && second !== undefined) {
    const [before, after] = ordered(model.rows, first, second);
    return { before, after, notebook };
  }
  const one = first ?? history.selection.row?.execution;
  return notebook === null && one === undefined
    ? null
    : { before: one ?? 'now~1', after: 'now', notebook };
}

/** The older one comes first; `now` is the newest. */
function ordered(
  rows: readonly IHistoryRow[],
  first: string,
  second: string
): [string, string] {
  const [a, b] = [first, second].map(ref =>
    rows.find(({ execution }) => execution === ref)
  );
  if (a && b) {
    return inOrder(a, b);
  }
  return first === 'now' ? [second, first] : [first, second];
}

function open(
  parts: ITabParts,
  compared: ICompared,
  key: string = UUID.uuid4()
): CompareTab {
  const { app, tracker, area } = parts;
  const known = tracker.find(({ asked, model }) =>
    [asked, model.compared].some(one => one && isSame(one, compared))
  );
  const tab = known ?? makeTab(parts, compared, key);
  if (!known) {
    app.shell.add(tab, area, { mode: 'tab-after' });
    void tracker.add(tab);
  }
  app.shell.activateById(tab.id);
  tab.model.choose(compared);
  return tab;
}

function isSame(one: ICompared, other: ICompared): boolean {
  return (
    one.before === other.before &&
    one.after === other.after &&
    one.notebook === other.notebook
  );
}

function makeTab(
  parts: ITabParts,
  compared: ICompared,
  key: string
): CompareTab {
  const { app, history, trans, notebooks, editors } = parts;
  const { client, connection } = history;
  const model = new Compare({
    ...{ client, connection, compared },
    documentOf: path => documentOf(notebooks, path)
  });
  const { diffMode, onlyDifferences } = history.preferences;
  model.show({ isInline: diffMode === 'inline', onlyDifferences });
  const choices = new SideChoices(client);
  const content = new CompareScreen({
    ...{ model, choices, history, trans, editors },
    actions: actionsOf(app.commands, () => model.compared.notebook),
    rendermime: carefulRenderers(parts.rendermime),
    askRef: () => askRef(trans, trans.__('Compare'))
  });
  const tab = new CompareTab(content, model, compared, key);
  tab.id = DOMUtils.createDomID();
  tab.toolbar.hide();
  if (parts.area === 'main') {
    tab.title.icon = compareIcon; // "down" has no room for icons
  } else {
    tab.addClass('jp-mm-Compare-down');
  }
  tab.title.closable = true;
  nameTab(tab, parts);
  void choices.load(compared.notebook);
  const stop = watch({ notebooks, history, model, choices });
  const stopRenames = watchRenames(
    app.serviceManager.contents,
    () => model.compared.notebook,
    path => {
      tab.asked = null; // of another notebook, if there is one at that path
      model.rename(path);
    }
  );
  model.chosen.connect(() => {
    nameTab(tab, parts);
    void parts.tracker.save(tab);
  });
  tab.disposed.connect(() => {
    stop();
    stopRenames();
    model.dispose();
  });
  return tab;
}

function nameTab({ title, model }: CompareTab, { trans }: ITabParts): void {
  const { notebook } = model.compared;
  const name = notebook === null ? '' : visible(nameOf(notebook));
  title.label =
    name === ''
      ? trans.__('Compare')
      : trans.__('Compare %1', shorten(name, 28));
  title.caption = trans.__(
    'Compare: %1',
    shorten(visible(notebook ?? ''), 120)
  );
}
