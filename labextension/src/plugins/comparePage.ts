import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';

import type { IDocumentSnapshot } from '../api/client';
import type { IHistoryChange } from '../api/events';
import type { Compare } from '../model/compare/compare';
import type { SideChoices } from '../model/compare/sides';
import type { IHistory } from '../tokens';
import { sourceOf } from './documents';

const TYPING_MS = 300;
/** Outputs of "Run All" become known one after another. */
const OUTPUTS_MS = 500;

/** What a comparison with the open notebook hangs on. */
export interface IWatched {
  notebooks: INotebookTracker;
  history: IHistory;
  model: Compare;
  choices: SideChoices;
}

export function panelOf(
  notebooks: INotebookTracker,
  path: string | null
): NotebookPanel | null {
  return notebooks.find(({ context }) => context.path === path) ?? null;
}

/** The open notebook as it is, without outputs: those of its executions are known. */
export function documentOf(
  notebooks: INotebookTracker,
  path: string | null
): IDocumentSnapshot | null {
  const panel = panelOf(notebooks, path);
  if (!panel?.model) {
    return null;
  }
  const source = sourceOf(panel);
  return {
    kernel_id: panel.sessionContext.session?.kernel?.id ?? '',
    executions: [],
    path: source.path,
    metadata: source.metadata(),
    cells: source.cells(),
    nbformat: source.nbformat,
    nbformat_minor: source.nbformat_minor
  };
}

/**
 * Follow the notebook that is compared: returns what ends it.
 *
 * Edited text, new executions and restores make the comparison stale. Outputs that become
 * known of an execution that was compared are taken in quietly.
 */
export function watch(watched: IWatched): () => void {
  const { notebooks, history, model, choices } = watched;
  let panel: NotebookPanel | null = null;
  const edited = new Debouncer(() => {
    if (!model.hasText || model.isOtherText(textsOf(panel))) {
      model.setStale();
    }
  }, TYPING_MS);
  const outputs = new Debouncer(() => model.refresh(), OUTPUTS_MS);
  const onContent = (): void => {
    if (panel?.context.isReady) {
      edited.invoke().catch(() => undefined); // superseded by the next one
    }
  };
  const onEvent = (_: unknown, { what, row }: IHistoryChange): void => {
    if (row.notebook !== model.compared.notebook) {
      return;
    }
    const isKnown = choices.has(row.execution);
    if (what === 'observed' && isKnown) {
      outputs.invoke().catch(() => undefined); // superseded by the next one
    } else if (what === 'recorded' && !isKnown) {
      model.setStale();
      void choices.load(row.notebook);
    } else if (what === 'restored') {
      model.setStale();
    }
  };
  // The notebook may be opened after this, closed and opened again.
  const look = (): void => {
    const found = panelOf(notebooks, model.compared.notebook);
    // While it is renamed, its tab has the old name for a moment.
    if (found === null || found === panel) {
      return;
    }
    panel?.content.model?.contentChanged.disconnect(onContent);
    panel = found;
    panel.content.model?.contentChanged.connect(onContent);
    void found.context.ready.then(() => {
      if (panel === found && model.isOtherText(textsOf(found))) {
        model.setStale(); // it was closed, and is another one now
      }
    });
  };
  notebooks.widgetAdded.connect(look);
  model.chosen.connect(look);
  history.events.changed.connect(onEvent);
  look();
  return () => {
    panel?.content.model?.contentChanged.disconnect(onContent);
    notebooks.widgetAdded.disconnect(look);
    history.events.changed.disconnect(onEvent);
    edited.dispose();
    outputs.dispose();
  };
}

function textsOf(panel: NotebookPanel | null): string[] {
  const { cells = [] } = panel?.content.model?.sharedModel ?? {};
  return cells.map(cell => cell.getSource());
}
