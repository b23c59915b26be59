import '../../style/viewer.css';

import type { WidgetTracker } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import type { IHistoryRow, INotebookAsItWas } from '../api/client';
import { asProblem } from '../api/problem';
import { Drift } from '../model/evidence/drift';
import { idOf } from '../model/notebook/cells';
import type { IHistory } from '../tokens';
import { makeViewer } from '../view/notebook/CheckpointViewer';
import { ViewerBanner } from '../view/notebook/ViewerBanner';
import { ViewerProblem } from '../view/notebook/ViewerProblem';
import type { ViewerTab } from '../view/notebook/ViewerTab';
import { actionsOf, rowOf, type ICommandParts } from './commands';
import { watchRenames } from './renames';
import { isTrustedNotebook, trustedCells } from './trust';

/** What the viewer is made of: its start, and the rest that is loaded on first use. */
export interface IViewerParts extends ICommandParts {
  notebooks: INotebookTracker;
  rendermime: IRenderMimeRegistry;
  editors: IEditorServices;
  tracker: WidgetTracker<ViewerTab>;
  area: string;
}

/** Put the notebook into its tab, or the reason why it cannot be shown. Never rejects. */
export async function fill(parts: IViewerParts, tab: ViewerTab): Promise<void> {
  const { history, trans } = parts;
  try {
    const shown = await history.client.notebook(
      tab.ref,
      tab.notebook ?? undefined
    );
    const row = await rowBehind(history, shown);
    if (!tab.isDisposed) {
      // It may be of another notebook than the one that was followed.
      tab.notebook = shown.path ?? tab.notebook;
      show(parts, tab, shown, row);
    }
  } catch (reason) {
    if (!tab.isDisposed) {
      const card = new ViewerProblem({
        problem: asProblem(reason),
        trans,
        retry: () => {
          card.dispose();
          void fill(parts, tab);
        }
      });
      tab.content.addWidget(card);
    }
  }
}

function show(
  parts: IViewerParts,
  tab: ViewerTab,
  shown: INotebookAsItWas,
  row: IHistoryRow | null
): void {
  const { app, history, trans, notebooks, rendermime, editors, tracker } =
    parts;
  // First, since it may throw: what stands here is tried again as a whole.
  const viewer = makeViewer(shown.notebook as unknown as INotebookContent, {
    ...{ rendermime, editors, trans },
    isTrusted: isTrustedNow(notebooks, shown)
  });
  const drift = driftOf(history, shown, tab.notebook);
  const { contents } = app.serviceManager;
  const stop = watchRenames(
    contents,
    () => tab.notebook,
    path => {
      tab.notebook = path;
      if (drift) {
        drift.notebook = path;
      }
      void tracker.save(tab);
    }
  );
  tab.disposed.connect(() => {
    stop();
    drift?.dispose();
  });
  const title = row?.message ?? row?.title ?? tab.title.label;
  tab.name(title, trans);
  remember(parts, tab, shown.execution);
  tab.contentHeader.addWidget(
    new ViewerBanner({
      ...{ shown, title, history, drift, trans },
      actions: actionsOf(app.commands, () => tab.notebook)
    })
  );
  tab.content.addWidget(viewer);
}

/** What is shown has a title, also where a link was followed and no list is there yet. */
async function rowBehind(
  history: IHistory,
  { execution }: INotebookAsItWas
): Promise<IHistoryRow | null> {
  const known = rowOf(history, { ref: execution });
  const asked = known ? null : history.client.execution(execution);
  return known ?? (await asked?.catch(() => null))?.row ?? null;
}

/** `now` and tags mean something else tomorrow: after a reload the tab shows the same. */
function remember(
  { tracker }: IViewerParts,
  tab: ViewerTab,
  execution: string
): void {
  tab.ref = execution;
  void tracker.save(tab);
}

/** Only a checkpoint knows what it ran on. */
function driftOf(
  { client, events }: IHistory,
  { checkpoint }: INotebookAsItWas,
  notebook: string | null
): Drift | null {
  return checkpoint === null
    ? null
    : new Drift({ client, changes: events.changed, ref: checkpoint, notebook });
}

/**
 * Old outputs may do what those of the open notebook may, and no more.
 *
 * Where one came with a file, none may: no kernel of the reader made it.
 */
export function isTrustedNow(
  notebooks: Pick<INotebookTracker, 'find'>,
  { path, notebook, own }: INotebookAsItWas
): boolean {
  const then = (notebook as unknown as INotebookContent).cells;
  const isOwn = new Set(own);
  if (then.some(cell => cell.cell_type === 'code' && !isOwn.has(idOf(cell)))) {
    return false;
  }
  const panel = notebooks.find(({ context }) => context.path === path);
  const model = panel?.content.model;
  return !!model && isTrustedNotebook(model, trustedCells(model));
}
