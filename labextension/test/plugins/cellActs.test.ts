import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CellActs } from '../../src/plugins/cellActs';
import { trans } from '../view/context';

const OUTPUT = { output_type: 'stream', name: 'stdout', text: 'one\n' };
const OTHER = { id: 'a', cell_type: 'code', source: '1', metadata: {} };

type Parts = ConstructorParameters<typeof CellActs>[0];

const panel = { context: { path: 'a.ipynb' } } as unknown as NotebookPanel;

function makeActs(ran: string): {
  acts: CellActs;
  restoreCell: ReturnType<typeof vi.fn>;
} {
  const restoreCell = vi.fn(() => Promise.resolve());
  const client = {
    notebook: () =>
      Promise.resolve({
        execution: 'e1',
        notebook: { nbformat: 4, metadata: {}, cells: [OTHER] },
        own: ['a']
      }),
    execution: () =>
      Promise.resolve({
        row: { cell: ran, count: 3 },
        source: 'print("one")',
        outputs: [OUTPUT]
      })
  };
  const restoring = { restorer: () => Promise.resolve({ restoreCell }) };
  const parts = { history: { client }, trans, restoring };
  return { acts: new CellActs(parts as unknown as Parts), restoreCell };
}

describe('putting back a cell that its document lacks', () => {
  beforeEach(() => Notification.dismiss());

  it('takes it from its execution', async () => {
    const { acts, restoreCell } = makeActs('b');
    await acts.putBack(panel, 'b', 'e1');
    const cell = {
      ...{ id: 'b', cell_type: 'code', source: 'print("one")', metadata: {} },
      ...{ execution_count: 3, outputs: [OUTPUT] }
    };
    expect(restoreCell.mock.calls[0]).toMatchObject([
      panel,
      {
        ...{ cell: 'b', target: 'e1', own: ['a', 'b'] },
        document: { cells: [OTHER, cell] }
      }
    ]);
  });

  it('says so where another cell ran', async () => {
    const { acts, restoreCell } = makeActs('a');
    await acts.putBack(panel, 'b', 'e1');
    expect(restoreCell).not.toHaveBeenCalled();
    const told = Notification.manager.notifications.map(one => one.message);
    expect(told.join()).toContain('was not in the notebook at that time');
  });
});

describe('where cells were deleted', () => {
  it('is asked again when one ran meanwhile', async () => {
    const source = {};
    const cells = { changed: new Signal<unknown, void>(source) };
    const changed = new Signal<unknown, unknown>(source);
    let release = (): void => undefined;
    const knownCells = vi.fn(() => Promise.resolve([]));
    knownCells.mockReturnValueOnce(
      new Promise(resolve => (release = () => resolve([])))
    );
    const history = { client: { knownCells }, events: { changed } };
    const acts = new CellActs({ history, trans } as unknown as Parts);
    acts.watch({
      ...{ model: { cells }, context: { path: 'a.ipynb' } },
      ...{ content: { widgets: [] }, disposed: new Signal(source) }
    } as unknown as NotebookPanel);
    await vi.waitFor(() => expect(knownCells).toHaveBeenCalledOnce());
    changed.emit({ row: { notebook: 'a.ipynb' } });
    release();
    await vi.waitFor(() => expect(knownCells).toHaveBeenCalledTimes(2));
  });
});
