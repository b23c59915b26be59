// The sidebar is locked on one notebook, and somebody works in another.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog, Notification } from '@jupyterlab/apputils';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CommandIDs } from '../../src/commands';
import { DEFAULTS } from '../../src/model/preferences';
import { addAnnotations } from '../../src/plugins/annotations';
import {
  actionsOf,
  tellOfChanges,
  type ICommandParts
} from '../../src/plugins/commands';
import { Follower } from '../../src/plugins/follow';
import { keeping } from '../../src/plugins/keeping';
import { restoring } from '../../src/plugins/restoring';
import { Restores } from '../../src/model/restore/restores';
import { NO_WISHES } from '../../src/model/wishes';
import type { IHistory } from '../../src/tokens';
import { FakePanel, FakeTracker } from '../notebooks';
import { makeRow } from '../rows';
import { STATE } from '../state';
import { trans } from '../view/context';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
const turn = vi.fn(() => Promise.resolve());
const restoreNames = vi.fn(() => Promise.resolve());
vi.mock('../../src/plugins/restore', () => ({
  Restorer: class {
    turn = turn;
    restoreNames = restoreNames;
  }
}));

function signals<T extends object>(others: T) {
  return { changed: new Signal<unknown, void>({}), ...others };
}

/** Locked on `a.ipynb`, and `b.ipynb` in front. */
function make() {
  const [a, b] = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
  const tracker = new FakeTracker([a, b]);
  const followed = new Follower(tracker.asTracker, () => NO_WISHES, trans);
  tracker.show(a);
  followed.isLocked = true;
  tracker.show(b);
  a.hear({ event: 'state', ...STATE });
  b.hear({ event: 'state', ...STATE, can_undo: false });
  const row = makeRow(1, { notebook: 'b.ipynb' });
  const client = {
    checkpoint: vi.fn(() => Promise.resolve({ row })),
    annotate: vi.fn(() => Promise.resolve(row))
  };
  const restores = new Restores(
    { notebookRestores: () => Promise.resolve([]) },
    followed,
    { restored: new Signal<unknown, void>({}) }
  );
  const commands = new CommandRegistry();
  const activateById = vi.fn((id: string) => {
    tracker.show(id === a.id ? a : b);
  });
  const app = {
    commands,
    shell: { activateById },
    contextMenuHitTest: () => null
  } as unknown as JupyterFrontEnd;
  const history = {
    ...{ followed, client, preferences: DEFAULTS },
    connection: signals({ reach: 'online', store: null, failed: vi.fn() }),
    restores,
    recovery: signals({ offer: null }),
    selection: { row: null },
    variables: { leftOut: [] },
    jobs: signals({}),
    model: signals({
      ...{ notebook: 'a.ipynb', rows: [], filter: '' },
      take: () => undefined,
      announce: () => undefined
    })
  } as unknown as IHistory;
  const parts: ICommandParts = { app, history, palette: null, trans };
  const notebooks = tracker.asTracker;
  void keeping.activate(app, history, notebooks, null, null);
  void restoring.activate(app, history, notebooks, null, null);
  addAnnotations(parts, () => undefined);
  const sidebar = actionsOf(commands, () => followed.path);
  return {
    ...{ a, b, commands, client, sidebar, followed, parts },
    tracker,
    restores
  };
}

const asked = ({ sent }: FakePanel): string[] =>
  sent.map(({ verb }) => verb).filter(verb => verb !== 'status');

describe('with the lock on, commands', () => {
  beforeEach(() => {
    turn.mockClear();
  });

  it('tell the kernel of the notebook that is worked in', async () => {
    const { a, b, commands } = make();
    void commands.execute(CommandIDs.pauseCapture, { remember: true });
    void commands.execute(CommandIDs.excludeVariables, { names: ['k'] });
    await vi.waitFor(() => expect(asked(b)).toEqual(['pause', 'exclude']));
    expect(asked(a)).toEqual([]);
    expect(b.metadata).toEqual({ jupyter_mm: { capture: 'off' } });
    expect(a.metadata).toEqual({});
  });

  it('pause a kernel without turning its notebook on again', async () => {
    const { b, commands } = make();
    Object.assign(b.metadata, { jupyter_mm: { capture: 'off' } });
    void commands.execute(CommandIDs.pauseCapture, { paused: true });
    await vi.waitFor(() => expect(asked(b)).toEqual(['pause']));
    expect(b.metadata).toEqual({ jupyter_mm: { capture: 'off' } });
    void commands.execute(CommandIDs.pauseCapture, { paused: false });
    await vi.waitFor(() => expect(b.metadata).toEqual({}));
  });

  it('of the sidebar tell the kernel of the one that it shows', async () => {
    const { a, b, sidebar } = make();
    sidebar.run(CommandIDs.pauseCapture, { paused: true });
    await vi.waitFor(() => expect(asked(a)).toEqual(['pause']));
    expect(asked(b)).toEqual([]);
  });

  it('name the newest checkpoint of the notebook that is worked in', async () => {
    const { client, commands } = make();
    await commands.execute(CommandIDs.saveCheckpoint, { message: 'good' });
    expect(client.checkpoint).toHaveBeenCalledWith('now', 'b.ipynb');
  });

  it('name the one of the notebook where the name was asked for', async () => {
    const { client, commands, tracker, a } = make();
    vi.spyOn(InputDialog, 'getText').mockImplementation(() => {
      tracker.show(a);
      return Promise.resolve({
        ...{ button: { accept: true }, value: 'good', isChecked: null }
      } as never);
    });
    await commands.execute(CommandIDs.saveCheckpoint);
    expect(client.checkpoint).toHaveBeenCalledWith('now', 'b.ipynb');
  });

  it('restore single variables in the notebook that is named, or in none', async () => {
    const { commands, followed, b } = make();
    expect(followed.path).toBe('a.ipynb');
    const args = { ref: 'c1', names: ['df'] };
    await commands.execute(CommandIDs.restore, {
      ...args,
      notebook: 'b.ipynb'
    });
    expect(restoreNames.mock.calls).toEqual([[b, 'c1', null, ['df']]]);
    restoreNames.mockClear();
    await commands.execute(CommandIDs.restore, {
      ...args,
      notebook: 'closed.ipynb'
    });
    expect(restoreNames).not.toHaveBeenCalled();
    const told = Notification.manager.notifications.map(one => one.message);
    expect(told.join()).toContain('The notebook is not open');
  });

  it('undo and redo in the notebook that is worked in', async () => {
    const { commands, b } = make();
    expect(commands.isEnabled(CommandIDs.undoRestore, {})).toBe(true);
    await commands.execute(CommandIDs.undoRestore);
    await commands.execute(CommandIDs.redoRestore);
    expect(turn.mock.calls).toEqual([
      ['undo', b],
      ['redo', b]
    ]);
  });

  it('know what can be undone there once it was asked for', async () => {
    const { commands, restores } = make();
    await restores.load('b.ipynb');
    const id = CommandIDs.undoRestore;
    expect(commands.isEnabled(id, {})).toBe(false);
    expect(commands.caption(id, {})).toBe('There is no restore to undo.');
  });

  it('recover nothing in another notebook', () => {
    const { commands } = make();
    expect(commands.caption(CommandIDs.recover, {})).toBe(
      'The sidebar is locked on another notebook.'
    );
  });

  it('of the sidebar undo in the one that it shows, which is brought to the front', async () => {
    const { a, sidebar, tracker } = make();
    expect(sidebar.state(CommandIDs.undoRestore).isEnabled).toBe(true);
    sidebar.run(CommandIDs.undoRestore);
    await vi.waitFor(() => expect(turn).toHaveBeenCalledWith('undo', a));
    expect(tracker.currentWidget).toBe(a);
  });
});

describe('without the lock', () => {
  it('an undo goes to the notebook that it was offered for', async () => {
    const { commands, followed, tracker, a, b } = make();
    followed.isLocked = false;
    tracker.show(b);
    expect(followed.panel).toBe(b);
    await commands.execute(CommandIDs.undoRestore, { notebook: 'a.ipynb' });
    expect(followed.panel).toBe(a);
    expect(turn).toHaveBeenCalledWith('undo', a);
  });

  it('commands are told once that they may be others', async () => {
    const { parts, commands, tracker, a, b } = make();
    await Promise.resolve();
    let told = 0;
    tellOfChanges(parts);
    commands.commandChanged.connect(() => (told += 1));
    tracker.show(a);
    tracker.show(b);
    await Promise.resolve();
    expect(told).toBe(1);
  });
});
