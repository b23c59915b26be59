import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { ICellOutputs } from '../../src/api/client';
import type { ICompletion } from '../../src/model/notebook/completion';
import { Completer } from '../../src/plugins/completion';
import type { IHistory } from '../../src/tokens';
import type { CompletionBar } from '../../src/view/notebook/CompletionBar';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
vi.mock('@jupyterlab/cells', () => ({
  isCodeCellModel: () => true
}));

const missed = (cell: string): ICellOutputs => ({
  ...{ cell, execution: `e-${cell}`, count: 2, status: 'ok', source: '1' },
  ...{ ended_at: 9, outputs: [] }
});

function makeCompleter() {
  const source = {};
  const latestOutputs = vi.fn((): Promise<unknown> => Promise.resolve());
  const history = {
    client: { latestOutputs },
    connection: { restored: new Signal(source) },
    events: { changed: new Signal(source) },
    preferences: { offerCompletion: true }
  } as unknown as IHistory;
  const cells = ['a', 'b'].map(id => ({
    ...{ id, executionCount: 1, sharedModel: { getSource: () => '1' } }
  }));
  const panel = {
    context: { path: 'a.ipynb', ready: new Promise(() => undefined) },
    content: { widgets: [] },
    model: { cells },
    disposed: new Signal(source)
  } as unknown as NotebookPanel;
  const completer = new Completer(panel, history);
  const present = vi.fn<(shown: ICompletion) => void>();
  completer.bar = { present } as unknown as CompletionBar;
  const shown = (): string[] =>
    present.mock.lastCall?.[0].ready.map(({ cell }) => cell) ?? [];
  return { completer, latestOutputs, shown };
}

const answer = (...cells: string[]): Promise<unknown> =>
  Promise.resolve({ cells: cells.map(missed), running: [] });

describe('what a notebook missed', () => {
  let made: ReturnType<typeof makeCompleter>;

  beforeEach(() => (made = makeCompleter()));

  it('is what was asked for last, whichever answer comes last', async () => {
    const { completer, latestOutputs, shown } = made;
    let release = (): void => undefined;
    latestOutputs.mockReturnValueOnce(
      new Promise(resolve => (release = () => resolve(answer('a', 'b'))))
    );
    const older = completer.look();
    latestOutputs.mockReturnValueOnce(answer('b'));
    await completer.look();
    release();
    await older;
    expect(shown()).toEqual(['b']);
  });

  it('is not offered again after "Not now", unless there is more', async () => {
    const { completer, latestOutputs, shown } = made;
    latestOutputs.mockImplementation(() => answer('a'));
    await completer.look();
    expect(shown()).toEqual(['a']);
    completer.dismiss();
    await completer.look();
    expect(shown()).toEqual([]);
    latestOutputs.mockImplementation(() => answer('a', 'b'));
    await completer.look();
    expect(shown()).toEqual(['b']);
  });
});
