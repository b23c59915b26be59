// A tab of one notebook is pressed while another one is followed.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import { CommandIDs } from '../../src/commands';
import { DEFAULTS } from '../../src/model/preferences';
import { completion } from '../../src/plugins/completion';
import { jobs } from '../../src/plugins/jobs';
import { links } from '../../src/plugins/links';
import type { IHistory } from '../../src/tokens';
import { FakePanel, FakeTracker } from '../notebooks';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
vi.mock('@jupyterlab/cells', () => ({ CodeCell: vi.fn() }));
const { copied } = vi.hoisted(() => ({ copied: vi.fn() }));
vi.mock('@jupyterlab/apputils', async original => ({
  ...(await original<object>()),
  Clipboard: { copyToSystem: copied }
}));

/** A page that follows `a.ipynb`; `b.ipynb` is open too. */
function make() {
  const panels = ['a.ipynb', 'b.ipynb'].map(path => {
    const panel = new FakePanel(path);
    Object.assign(panel.context, { ready: new Promise(() => undefined) });
    return Object.assign(panel, { contentHeader: { addWidget: vi.fn() } });
  });
  const tracker = new FakeTracker(panels);
  const signal = () => new Signal<unknown, void>({});
  const start = vi.fn(() => Promise.resolve());
  const latestOutputs = vi.fn(() => Promise.reject(new Error('enough')));
  const find = (path: string) => panels.find(one => one.path === path) ?? null;
  const history = {
    followed: {
      ...{ panel: panels[0], active: panels[0], path: 'a.ipynb', find },
      linkOf: () => ({ support: 'yes' })
    },
    model: { notebook: 'a.ipynb', rows: [], filter: '' },
    client: { latestOutputs },
    selection: { row: null },
    preferences: DEFAULTS,
    connection: {
      ...{ changed: signal(), restored: signal(), failed: vi.fn() },
      ...{ reach: 'online', store: null }
    },
    restores: { mayTurn: () => false, isBusy: () => false },
    events: { changed: signal() },
    jobs: { changed: signal(), resume: () => Promise.resolve(), start }
  } as unknown as IHistory;
  const commands = new CommandRegistry();
  const app = { commands } as unknown as JupyterFrontEnd;
  void jobs.activate(app, history, null, null);
  void links.activate(app, history, null, null, null, null);
  void completion.activate(app, history, tracker.asTracker, null, null);
  return { commands, start, latestOutputs };
}

const OF_B = { ref: 'c1', notebook: 'b.ipynb' };

describe('a command that is told its notebook', () => {
  it('starts jobs for that notebook', async () => {
    const { commands, start } = make();
    await commands.execute(CommandIDs.buildEnvironment, OF_B);
    await commands.execute(CommandIDs.reproduce, { ...OF_B, slice: true });
    expect(start.mock.calls).toMatchObject([
      [{ kind: 'environment', ref: 'c1', notebook: 'b.ipynb' }],
      [{ kind: 'reproduce', ref: 'c1', notebook: 'b.ipynb' }]
    ]);
  });

  it('copies a link that opens that notebook', async () => {
    const { commands } = make();
    await commands.execute(CommandIDs.copyLink, OF_B);
    expect(copied).toHaveBeenCalledWith(
      expect.stringMatching(/b\.ipynb\?mm=c1$/)
    );
  });

  it('completes that notebook', async () => {
    const { commands, latestOutputs } = make();
    await commands.execute(CommandIDs.completeNotebook, OF_B);
    expect(latestOutputs).toHaveBeenCalledWith('b.ipynb');
  });
});
