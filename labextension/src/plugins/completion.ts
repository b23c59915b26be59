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
  type ICompletion,
  type IShownCell
} from '../model/completion';
import { againstReading } from '../model/reasons';
import { IHistory } from '../tokens';
import { CompletionBar } from '../view/CompletionBar';
import { addCommand, factsOf } from './commands';
import { tellProblem } from './tell';

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
      against: () =>
        history.followed.panel
          ? againstReading(factsOf(history))
          : 'no-notebook',
      execute: async () => {
        const { panel } = history.followed;
        const completer = panel ? completers.get(panel) : undefined;
        try {
          await completer?.look();
        } catch (reason) {
          tellProblem(asProblem(reason), trans);
          return;
        }
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
class Completer {
  constructor(
    private readonly panel: NotebookPanel,
    private readonly history: IHistory
  ) {
    const opened = Date.now() / 1000;
    const look = (): void => this.lookLater(0);
    const again = (): void => this.lookLater(RECONNECT_PAUSE_MS);
    const onEvent = (_: unknown, { row }: IHistoryChange): void => {
      // What began before this page was open never showed its outputs here.
      if (row.cell !== null && row.started_at < opened) {
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
    const latest = await this.history.client.latestOutputs(context.path);
    const saved = Date.parse(context.contentsModel?.last_modified ?? '');
    if (!this.panel.isDisposed) {
      this.become(
        completionOf(
          shownCells(this.panel),
          latest,
          Number.isNaN(saved) ? 0 : saved / 1000
        )
      );
    }
  }

  /** Put the outputs in, in one transaction; returns how many cells. */
  complete(): number {
    const { ready, running } = this.missing;
    const done = putIn(this.panel, ready);
    this.become({ ready: [], changed: [], running });
    return done;
  }

  dismiss(): void {
    this.become(NOTHING);
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

  private become(missing: ICompletion): void {
    this.missing = missing;
    this.bar?.present(missing);
  }

  private missing = NOTHING;
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
        cell.sharedModel.setOutputs(missed.outputs as unknown as IOutput[]);
        cell.sharedModel.execution_count = missed.count;
        done += 1;
      }
    }
  });
  return done;
}
