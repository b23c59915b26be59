import type { INotebookTracker } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { INotebookAsItWas } from '../../src/api/client';
import {
  fill,
  isTrustedNow,
  type IViewerParts
} from '../../src/plugins/viewerContent';
import { makeViewer } from '../../src/view/notebook/CheckpointViewer';
import { ViewerTab } from '../../src/view/notebook/ViewerTab';
import { makeRow, makeRows } from '../rows';
import { stage, trans } from '../view/context';

vi.mock('../../src/view/notebook/CheckpointViewer', async () => {
  const { Panel } = await import('@lumino/widgets');
  return { makeViewer: vi.fn(() => new Panel()) };
});

const SHOWN: INotebookAsItWas = {
  ...{ execution: 'e1', checkpoint: null, path: 'a.ipynb', recorded_at: 0 },
  notebook: {
    cells: [
      { id: 'm', cell_type: 'markdown' },
      { id: 'a', cell_type: 'code' },
      { id: 'b', cell_type: 'code' }
    ]
  },
  complete: true,
  own: ['a', 'b']
};

function notebooks(trusted: boolean): Pick<INotebookTracker, 'find'> {
  const cells = [{ type: 'code', trusted }, { type: 'markdown' }];
  const panel = { content: { model: { cells } } };
  return { find: () => panel } as unknown as INotebookTracker;
}

describe('a read-only tab', () => {
  it('is of the notebook that it shows, whichever is followed', async () => {
    const changed = new Signal<unknown, unknown>({});
    const drift = vi.fn(() => new Promise(() => undefined));
    const shown = { ...SHOWN, checkpoint: 'c1', path: 'b.ipynb' };
    const tab = new ViewerTab('e1', 'a.ipynb', Promise.resolve());
    const save = vi.fn(() => Promise.resolve());
    const parts = {
      app: {
        serviceManager: { contents: { fileChanged: changed } },
        commands: new CommandRegistry()
      },
      history: {
        client: { notebook: () => Promise.resolve(shown), drift },
        model: { rows: [makeRow(1, { execution: 'e1' })], changed },
        ...{ connection: { changed }, events: { changed } },
        ...{ clock: { changed, now: 0 } }
      },
      ...{ notebooks: notebooks(true), tracker: { save }, trans }
    } as unknown as IViewerParts;
    await fill(parts, tab);
    expect(tab.notebook).toBe('b.ipynb');
    expect(drift).toHaveBeenCalledWith('c1', 'b.ipynb');
    tab.dispose();
  });
});

describe('a notebook as it was', () => {
  it('is trusted as the open one is', () => {
    expect(isTrustedNow(notebooks(true), SHOWN)).toBe(true);
    expect(isTrustedNow(notebooks(false), SHOWN)).toBe(false);
  });

  it('is not trusted with outputs that came with a file', () => {
    const shown = { ...SHOWN, own: ['a'] };
    expect(isTrustedNow(notebooks(true), shown)).toBe(false);
  });

  it('has one banner, however often it is tried', async () => {
    const { history } = await stage(makeRows(1, 1), {
      notebook: () => Promise.resolve(SHOWN)
    });
    const signal = { connect: vi.fn(), disconnect: vi.fn() };
    const parts = {
      ...{ history, trans, notebooks: notebooks(true) },
      tracker: { save: () => Promise.resolve() },
      app: {
        commands: {},
        serviceManager: { contents: { fileChanged: signal } }
      }
    } as unknown as IViewerParts;
    const tab = new ViewerTab('e1', 'a.ipynb', Promise.resolve());
    vi.mocked(makeViewer).mockImplementationOnce(() => {
      throw new TypeError('An odd document.');
    });
    await fill(parts, tab);
    expect(tab.contentHeader.widgets).toHaveLength(0);
    await fill(parts, tab);
    expect(tab.contentHeader.widgets).toHaveLength(1);
    tab.dispose();
  });
});
