import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { CodeCell, isCodeCellModel } from '@jupyterlab/cells';
import type { IOutput } from '@jupyterlab/nbformat';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { ICellOutputs } from '../api/client';
import type { IHistoryChange } from '../api/events';
import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import {
  completionOf,
  NOTHING,
  stillMissing,
  type ICompletion,
  type IShownCell
} from '../model/notebook/completion';
import { replaceOutputs } from '../model/notebook/outputs';
import { againstReading } from '../model/reasons';
import { IHistory } from '../tokens';
import { CompletionBar } from '../view/notebook/CompletionBar';
import { addCommand, factsOf, panelFor } from './commands';

/** A kernel that reconnects brings what it has itself; then we look. */
const RECONNECT_PAUSE_MS = 3000;
/** Outputs of a finished cell are stored a moment after its event. */
const FINISH_PAUSE_MS = 300;

/** Puts in the outputs of cells that ran while the page was closed. */
export const completion: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:completion',
  description: 'Completes an open notebook with outputs it missed.',
  autoStart: true,
  requires: [IHistory, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const completers = new WeakMap<NotebookPanel, Completer>();
    const add = (panel: NotebookPanel): void => {
      if (completers.has(panel)) {
        return;
      }
      const completer = new Completer(panel, history);
      const bar = new CompletionBar(
        {
          complete: () => completer.complete(),
          dismiss: () => completer.dismiss()
        },
        trans
      );
      completer.bar = bar;
      panel.contentHeader.addWidget(bar);
      completers.set(panel, completer);
    };
    notebooks.widgetAdded.connect((_, panel) => add(panel));
    notebooks.forEach(add);
    addCommand({ app, history, palette, trans }, CommandIDs.completeNotebook, {
      against: (_, args) => {
        const panel = panelFor(history, args);
        return panel ? againstReading(factsOf(history, panel)) : 'no-notebook';
      },
      execute: async args => {
        const panel = panelFor(history, args);
        const completer = panel ? completers.get(panel) : undefined;
        await completer?.look();
        if (completer?.complete() === 0) {
          Notification.info(
            trans.__('The notebook shows everything that ran.'),
            {
              autoClose: 4000
            }
          );
        }
      }
    });
  }
};

/** What one open notebook misses, and the bar that offers it. */
export class Completer {
  constructor(
    private readonly panel: NotebookPanel,
    private readonly history: IHistory
  ) {
    const opened = Date.now() / 1000;
    const look = (): void => this.lookLater(0);
    const again = (): void => this.lookLater(RECONNECT_PAUSE_MS);
    const onEvent = (_: unknown, { row }: IHistoryChange): void => {
      // What began before this page was open never showed its outputs here;
      // what is offered and runs anew is missing no more.
      if (
        row.cell !== null &&
        (row.started_at < opened || this.isOffered(row.cell))
      ) {
        this.lookLater(FINISH_PAUSE_MS);
      }
    };
    void panel.context.ready.then(() => panel.sessionContext.ready).then(look);
    history.connection.restored.connect(again);
    history.events.changed.connect(onEvent);
    panel.disposed.connect(() => {
      clearTimeout(this.timer);
      history.connection.restored.disconnect(again);
      history.events.changed.disconnect(onEvent);
    });
  }

  bar: CompletionBar | null = null;

  /** Compare with history, and show what is missing. */
  async look(): Promise<void> {
    const { context } = this.panel;
    const look = ++this.looks;
    const latest = await this.history.client.latestOutputs(context.path);
    const saved = Date.parse(context.contentsModel?.last_modified ?? '');
    if (!this.panel.isDisposed && look > this.taken) {
      this.taken = look;
      this.looked = shownCells(this.panel);
      const savedAt = Number.isNaN(saved) ? 0 : saved / 1000;
      this.become(completionOf(this.looked, latest, savedAt));
    }
  }

  /** Put in what is still missing, in one transaction; returns how many cells. */
  complete(): number {
    const { ready, running } = this.missing;
    const shown = shownCells(this.panel);
    const done = putIn(this.panel, stillMissing(ready, this.looked, shown));
    this.become({ ready: [], changed: [], running });
    return done;
  }

  dismiss(): void {
    const { ready, changed, running } = this.missing;
    const executions = ready.map(({ execution }) => execution);
    [...executions, ...changed, ...running].forEach(id => this.waved.add(id));
    this.become(this.missing);
  }

  private lookLater(pause: number): void {
    if (!this.history.preferences.offerCompletion || this.panel.isDisposed) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look().catch((reason: unknown) => {
        this.history.connection.failed(asProblem(reason));
      });
    }, pause);
  }

  private isOffered(cell: string): boolean {
    const { ready, changed, running } = this.missing;
    return (
      changed.includes(cell) ||
      running.includes(cell) ||
      ready.some(one => one.cell === cell)
    );
  }

  private become(missing: ICompletion): void {
    this.missing = missing;
    const isNew = (id: string): boolean => !this.waved.has(id);
    this.bar?.present({
      ready: missing.ready.filter(({ execution }) => isNew(execution)),
      changed: missing.changed.filter(isNew),
      running: missing.running.filter(isNew)
    });
  }

  private missing = NOTHING;
  /** What the notebook showed when that was found. */
  private looked: readonly IShownCell[] = [];
  /** Executions and cells that were offered, and not wanted. */
  private readonly waved = new Set<string>();
  private looks = 0;
  /** The latest look that was answered: answers may come in another order. */
  private taken = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

function shownCells(panel: NotebookPanel): IShownCell[] {
  const live = new Set<string>();
  for (const cell of panel.content.widgets) {
    if (cell instanceof CodeCell) {
      const { future } = cell.outputArea;
      // The type denies it, but a cell that never ran here has none.
      if ((future as unknown) && !future.isDisposed) {
        live.add(cell.model.id);
      }
    }
  }
  const shown: IShownCell[] = [];
  for (const cell of panel.model?.cells ?? []) {
    if (isCodeCellModel(cell)) {
      shown.push({
        id: cell.id,
        source: cell.sharedModel.getSource(),
        count: cell.executionCount,
        isLive: live.has(cell.id)
      });
    }
  }
  return shown;
}

/** One change of the shared document: collaborators see it as a whole too. */
function putIn(panel: NotebookPanel, ready: readonly ICellOutputs[]): number {
  const { model } = panel;
  const byCell = new Map(ready.map(outputs => [outputs.cell, outputs]));
  let done = 0;
  model?.sharedModel.transact(() => {
    for (const cell of model.cells) {
      const missed = byCell.get(cell.id);
      if (
        isCodeCellModel(cell) &&
        missed?.source === cell.sharedModel.getSource()
      ) {
        replaceOutputs(
          cell.sharedModel,
          missed.outputs as unknown as IOutput[]
        );
        cell.sharedModel.execution_count = missed.count;
        done += 1;
      }
    }
  });
  return done;
}
