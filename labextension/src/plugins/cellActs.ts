import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { Cell } from '@jupyterlab/cells';
import type {
  ICodeCell,
  INotebookContent,
  IOutput
} from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Debouncer } from '@lumino/polling';
import { Widget, type PanelLayout } from '@lumino/widgets';

import type { IExecutionDetail, INotebookAsItWas } from '../api/client';
import type { IKnownCell } from '../api/comparisons';
import type { IHistoryChange } from '../api/events';
import { asProblem, ProblemError } from '../api/problem';
import { CellVersions } from '../model/notebook/cellVersions';
import { goneCells } from '../model/notebook/goneCells';
import type { CellPopover } from '../view/notebook/CellPopover';
import { Tombstone } from '../view/notebook/Tombstone';
import type { ICommandParts } from './commands';
import type { IPutting } from './putBack';
import type { IRestoring } from './restoring';
import { tellProblem } from './tell';

const LOOK_MS = 200;
const MARGIN_PX = 8;
const LEAST_PX = 260;
const WIDEST_PX = 900;

interface IParts extends ICommandParts {
  editors: IEditorServices;
  rendermime: IRenderMimeRegistry;
  restoring: IRestoring;
}

/** What people do with single cells of a notebook's history. */
export class CellActs {
  constructor(private readonly parts: IParts) {}

  /** Show the earlier versions of a cell beside it. */
  async show(panel: NotebookPanel, id: string): Promise<void> {
    const { CellPopover } = await import('../view/notebook/CellPopover');
    this.popover?.dispose();
    const { history, editors, rendermime, trans } = this.parts;
    const cell = panel.content.widgets.find(({ model }) => model.id === id);
    if (!cell) {
      return;
    }
    const versions = new CellVersions(history.client, id, panel.context.path);
    const close = (): void => {
      popover.dispose();
      panel.content.activate();
    };
    const popover = new CellPopover({
      ...{ versions, history, editors, rendermime, trans, close },
      source: cell.model.sharedModel.getSource(),
      mimeType: cell.model.mimeType,
      putBack: version => {
        close();
        void this.putBack(panel, id, version.execution);
      }
    });
    this.popover = popover;
    Widget.attach(popover, document.body);
    place(popover.node, (cell.inputArea ?? cell).node.getBoundingClientRect());
    const outside = ({ target }: PointerEvent): void => {
      if (target instanceof Node && !popover.node.contains(target)) {
        popover.dispose();
      }
    };
    document.addEventListener('pointerdown', outside, true);
    const gone = (): void => popover.dispose();
    panel.disposed.connect(gone);
    popover.disposed.connect(() => {
      document.removeEventListener('pointerdown', outside, true);
      panel.disposed.disconnect(gone);
    });
    popover.node.focus();
    void versions.load();
  }

  /** Put a cell back as it was in the notebook of `ref`. */
  async putBack(
    panel: NotebookPanel,
    cell: string,
    ref: string
  ): Promise<void> {
    const { history, trans, restoring } = this.parts;
    try {
      const shown = await history.client.notebook(ref, panel.context.path);
      const found = await this.withCell(shown, cell);
      const restorer = await restoring.restorer();
      await restorer.restoreCell(panel, {
        ...found,
        cell,
        target: shown.execution
      });
    } catch (reason) {
      tellProblem(asProblem(reason), trans);
    }
  }

  /** Show where cells were deleted, as long as the notebook is open. */
  watch(panel: NotebookPanel): void {
    const { history } = this.parts;
    const { cells } = panel.model ?? {};
    if (!cells) {
      return;
    }
    let known: readonly IKnownCell[] | null = null;
    let events = 0;
    let marks: Tombstone[] = [];
    const looker = new Debouncer(async () => {
      if (panel.isDisposed) {
        return;
      }
      const heard = events;
      try {
        known ??= await history.client.knownCells(panel.context.path);
      } catch {
        return; // the notebook works without; the next change asks again
      }
      marks.forEach(mark => mark.dispose());
      marks = this.mark(panel, known);
      if (events !== heard) {
        known = null; // the answer may lack what ran meanwhile
        look();
      }
    }, LOOK_MS);
    const look = (): void => void looker.invoke().catch(() => undefined);
    const onEvent = (_: unknown, { row }: IHistoryChange): void => {
      if (row.notebook === panel.context.path) {
        known = null; // asked for again when the list of cells changes
        events += 1;
      }
    };
    cells.changed.connect(look);
    history.events.changed.connect(onEvent);
    panel.disposed.connect(() => {
      looker.dispose();
      history.events.changed.disconnect(onEvent);
    });
    look();
  }

  /**
   * The notebook of then, with the cell in it for sure.
   *
   * A document that comes from a file may lack a cell that had not been saved,
   * though the kernel told which one ran: then the execution has what it was.
   */
  private async withCell(
    shown: INotebookAsItWas,
    cell: string
  ): Promise<Pick<IPutting, 'document' | 'own'>> {
    const document = shown.notebook as unknown as INotebookContent;
    if (document.cells.some(one => one.id === cell)) {
      return { document, own: shown.own };
    }
    const { history, trans } = this.parts;
    const ran = await history.client.execution(shown.execution);
    if (ran.row.cell !== cell) {
      throw new ProblemError(
        'not_found',
        trans.__('The cell was not in the notebook at that time.'),
        trans.__('Choose another version of it.')
      );
    }
    const cells = [...document.cells, cellOf(ran, cell)];
    return { document: { ...document, cells }, own: [...shown.own, cell] };
  }

  private mark(
    panel: NotebookPanel,
    known: readonly IKnownCell[]
  ): Tombstone[] {
    const widgets = panel.isDisposed ? [] : panel.content.widgets;
    const shown = widgets.map(({ model }) => model.id);
    return goneCells(known, shown).flatMap(({ below, cells }) => {
      const anchor = widgets.find(({ model }) => model.id === below);
      const cell = anchor ?? widgets[0];
      return cell
        ? [put(cell, this.tombstone(panel, cells), anchor !== undefined)]
        : [];
    });
  }

  private tombstone(
    panel: NotebookPanel,
    cells: readonly IKnownCell[]
  ): Tombstone {
    return new Tombstone(cells, this.parts.trans, cell => {
      void this.putBack(panel, cell.cell, cell.execution);
    });
  }

  private popover: CellPopover | null = null;
}

/** What an execution knows of its cell. */
function cellOf(ran: IExecutionDetail, id: string): ICodeCell {
  return {
    id,
    cell_type: 'code',
    source: ran.source,
    metadata: {},
    execution_count: ran.row.count,
    outputs: ran.outputs as unknown as IOutput[]
  };
}

/** A cell that was never on screen has no parts yet to stand beside. */
function put(cell: Cell, mark: Tombstone, isBelow: boolean): Tombstone {
  void cell.ready.then(() => {
    if (!mark.isDisposed && !cell.isDisposed) {
      const layout = cell.layout as PanelLayout;
      layout.insertWidget(isBelow ? layout.widgets.length : 0, mark);
    }
  });
  return mark;
}

/** Below the cell where there is room, else above it. */
function place(node: HTMLElement, cell: DOMRect): void {
  const below = window.innerHeight - cell.bottom - 2 * MARGIN_PX;
  const above = cell.top - 2 * MARGIN_PX;
  const width = Math.min(cell.width, WIDEST_PX, window.innerWidth - 16);
  node.style.left = `${String(Math.max(cell.left, MARGIN_PX))}px`;
  node.style.width = `${String(width)}px`;
  if (below >= LEAST_PX || below >= above) {
    const top = Math.min(cell.bottom, window.innerHeight - LEAST_PX);
    node.style.top = `${String(top + MARGIN_PX)}px`;
    node.style.maxHeight = `${String(Math.max(below, LEAST_PX - MARGIN_PX))}px`;
  } else {
    node.style.bottom = `${String(window.innerHeight - cell.top + MARGIN_PX)}px`;
    node.style.maxHeight = `${String(above)}px`;
  }
}
