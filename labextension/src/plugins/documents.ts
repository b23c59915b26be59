import type { ISharedCell } from '@jupyter/ydoc';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';

import type { ICellState } from '../api/client';
import { asProblem } from '../api/problem';
import {
  executionOf,
  SnapshotSender,
  type IDocumentSource
} from '../model/notebook/snapshot';
import { IHistory } from '../tokens';

/** Tells the server which document each execution belongs to. */
export const documents: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:documents',
  description:
    'Sends the notebook as it is, unsaved cells included, when cells run.',
  autoStart: true,
  requires: [IHistory, INotebookTracker],
  activate: (_, history: IHistory, notebooks: INotebookTracker) => {
    notebooks.widgetAdded.connect((_, panel) => watch(panel, history));
    notebooks.forEach(panel => watch(panel, history));
  }
};

function watch(panel: NotebookPanel, { client, connection }: IHistory): void {
  const sender = new SnapshotSender(sourceOf(panel), client, reason =>
    connection.failed(asProblem(reason))
  );
  const onMessage = (
    kernel: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void => {
    if (direction === 'send' && connection.reach !== 'missing') {
      const sent = executionOf(msg, kernel.id);
      if (sent) {
        sender.sent(sent);
      }
    }
  };
  const attach = (kernel: Kernel.IKernelConnection | null): void => {
    kernel?.anyMessage.connect(onMessage);
  };
  panel.sessionContext.kernelChanged.connect((_, { oldValue, newValue }) => {
    oldValue?.anyMessage.disconnect(onMessage);
    attach(newValue);
  });
  attach(panel.sessionContext.session?.kernel ?? null);
  const flush = (): void => sender.flush();
  window.addEventListener('pagehide', flush);
  panel.disposed.connect(() => {
    window.removeEventListener('pagehide', flush);
    flush();
  });
}

export function sourceOf(panel: NotebookPanel): IDocumentSource {
  return {
    get path() {
      return panel.context.path;
    },
    get nbformat() {
      return panel.model?.nbformat ?? 4;
    },
    get nbformat_minor() {
      return panel.model?.nbformatMinor ?? 5;
    },
    metadata: () => ({ ...panel.model?.sharedModel.metadata }),
    cells: () => cellsOf(panel)
  };
}

/** Cells without outputs: those would be megabytes, and the server has them. */
function cellsOf(panel: NotebookPanel): ICellState[] {
  return (panel.model?.sharedModel.cells ?? []).map(cell => ({
    id: cell.getId(),
    cell_type: cell.cell_type,
    source: cell.getSource(),
    metadata: { ...cell.getMetadata() },
    attachments: attachmentsOf(cell)
  }));
}

/** Pictures that were pasted into a text cell. */
function attachmentsOf(cell: ISharedCell): Record<string, unknown> | null {
  const found = 'getAttachments' in cell ? cell.getAttachments() : undefined;
  return found ? { ...found } : null;
}
