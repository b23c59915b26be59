import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { Compare } from '../../src/model/compare/compare';
import { watch, type IWatched } from '../../src/plugins/comparePage';
import { FakeTracker } from '../notebooks';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));

function openNotebook(path: string, ...texts: string[]) {
  const cells = texts.map(text => ({ getSource: () => text }));
  const contentChanged = new Signal<unknown, void>({});
  return {
    context: { path, isReady: true, ready: Promise.resolve() },
    content: { model: { contentChanged, sharedModel: { cells } } },
    contentChanged
  };
}

/** A comparison with the open notebook, whose text was `compared`. */
function make(compared: string[] | null) {
  const tracker = new FakeTracker([]);
  const model = {
    compared: { before: 'e1', after: 'now', notebook: 'a.ipynb' },
    chosen: new Signal<unknown, void>({}),
    hasText: compared !== null,
    isOtherText: (texts: string[]) =>
      compared !== null && texts.join() !== compared.join(),
    setStale: vi.fn<Compare['setStale']>()
  };
  const history = { events: { changed: new Signal<unknown, never>({}) } };
  const watched = { notebooks: tracker, history, model, choices: {} };
  const stop = watch(watched as unknown as IWatched);
  const open = (notebook: object): void => tracker.add(notebook as never);
  return { model, open, stop };
}

describe('a comparison with the notebook as it is', () => {
  it('that was there before its notebook is stale after an edit', async () => {
    const { model, open, stop } = make(null);
    const notebook = openNotebook('a.ipynb', 'x');
    open(notebook);
    await Promise.resolve();
    expect(model.setStale).not.toHaveBeenCalled();
    notebook.contentChanged.emit();
    await vi.waitFor(() => expect(model.setStale).toHaveBeenCalled());
    stop();
  });

  it('is stale when the notebook comes back with another text', async () => {
    const { model, open, stop } = make(['x']);
    open(openNotebook('a.ipynb', 'x'));
    await Promise.resolve();
    expect(model.setStale).not.toHaveBeenCalled();
    open(openNotebook('b.ipynb', 'z'));
    await Promise.resolve();
    expect(model.setStale).not.toHaveBeenCalled();
    stop();
    const again = make(['x']);
    again.open(openNotebook('a.ipynb', 'y'));
    await Promise.resolve();
    expect(again.model.setStale).toHaveBeenCalledOnce();
    again.stop();
  });
});
