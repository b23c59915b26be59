import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { DEFAULTS } from '../../src/model/preferences';
import { Restores } from '../../src/model/restore/restores';
import { Restorer } from '../../src/plugins/restore';
import type { IHistory } from '../../src/tokens';
import * as plans from '../../src/view/restore/RestorePlan';
import { code, fakeServer, notebook, open } from '../openNotebook';
import { trans } from '../view/context';

vi.mock('@jupyterlab/cells', () => ({
  isCodeCellModel: ({ type }: { type: string }) => type === 'code'
}));

const { showDialog } = vi.hoisted(() => ({ showDialog: vi.fn() }));
vi.mock('@jupyterlab/apputils', async original => ({
  ...(await original<object>()),
  showDialog
}));
const YES = { button: { accept: true } };
const NO = { button: { accept: false } };

const WHAT = { target: 'e1', document: notebook(code('then')), own: [] };

type Server = ReturnType<typeof fakeServer>;

/** One page that shows `a.ipynb`. */
function makePage(server: Server, ...ids: string[]) {
  const page = open(...ids.map(id => code(id)));
  const source = {};
  const linkOf = vi.fn((_: NotebookPanel): object => ({
    ...{ support: 'none', state: null }
  }));
  const followed = {
    changed: new Signal<unknown, void>(source),
    path: 'a.ipynb',
    panel: page.panel,
    kernel: null,
    linkOf
  };
  const client = {
    ...server,
    notebook: () => Promise.resolve({ notebook: WHAT.document })
  };
  const connection = {
    restored: new Signal<unknown, void>(source),
    store: null
  };
  const restores = new Restores(server, followed, connection);
  const execute = vi.fn();
  const restorer = new Restorer(
    {
      app: { commands: { execute } } as unknown as JupyterFrontEnd,
      history: {
        ...{ client, restores, followed, connection, preferences: DEFAULTS }
      } as unknown as IHistory,
      palette: null,
      trans
    },
    { find: () => undefined } as unknown as INotebookTracker
  );
  const shown = (): string[] => page.shared.cells.map(({ id }) => id);
  return { ...page, restores, restorer, shown, execute, linkOf };
}

describe('Restorer', () => {
  afterEach(() => {
    showDialog.mockReset();
    Notification.dismiss();
  });

  it('keeps the work since, however often undo and redo are pressed', async () => {
    const page = makePage(fakeServer(), 'mine');
    const { restorer, shared, shown } = page;
    await restorer.restoreCell(page.panel, WHAT);
    expect(shown()).toEqual(['then']);
    shared.insertCell(1, code('an hour of work'));
    showDialog.mockResolvedValue(YES);
    await Promise.all([restorer.turn('undo'), restorer.turn('undo')]);
    expect(shown()).toEqual(['mine']);
    shared.insertCell(1, code('and another'));
    await Promise.all([restorer.turn('redo'), restorer.turn('redo')]);
    expect(shown()).toEqual(['then', 'an hour of work']);
    await restorer.turn('undo'); // of what was done again, and left alone
    expect(shown()).toEqual(['mine', 'and another']);
    expect(showDialog).toHaveBeenCalledTimes(1);
    expect(page.restores.isBusy('a.ipynb')).toBe(false);
  });

  it('lets one of two pages turn a restore, and leaves the other as it is', async () => {
    const server = fakeServer();
    const one = makePage(server, 'mine');
    await one.restorer.restoreCell(one.panel, WHAT);
    showDialog.mockResolvedValue(YES);
    one.shared.insertCell(1, code('work here'));
    const other = makePage(server, 'work there');
    await Promise.all([one.restorer.turn('undo'), other.restorer.turn('undo')]);
    const shown = [one.shown(), other.shown()];
    expect(shown).toContainEqual(['mine']);
    const kept = await server.notebookRestore();
    const cells = (kept.before as { cells: { id: string }[] }).cells;
    const wasFirst = one.shown()[0] === 'mine';
    expect(cells.map(({ id }) => id)).toEqual(
      wasFirst ? ['then', 'work here'] : ['work there']
    );
    expect(shown).toContainEqual(
      wasFirst ? ['work there'] : ['then', 'work here']
    );
    const told = Notification.manager.notifications.map(one => one.message);
    expect(told.join()).toContain('Another page');
  });

  it('asks before an undo replaces work, and says how much', async () => {
    const page = makePage(fakeServer(), 'mine');
    await page.restorer.restoreCell(page.panel, WHAT);
    page.shared.insertCell(1, code('an hour of work'));
    showDialog.mockResolvedValue(NO);
    await page.restorer.turn('undo');
    expect(page.shown()).toEqual(['then', 'an hour of work']);
    expect(showDialog.mock.lastCall).toMatchObject([
      { body: expect.stringContaining('1 cell changed since') as string }
    ]);
  });

  it('asks nothing after a cell of elsewhere was put back, or a restore done again', async () => {
    const page = makePage(fakeServer(), 'mine');
    const gone = notebook(code('mine'), code('gone'));
    const what = { target: 'e1', document: gone, own: [], cell: 'gone' };
    await page.restorer.restoreCell(page.panel, what); // the target lacks it
    await page.restorer.turn('undo');
    page.shared.insertCell(1, code('more'));
    await page.restorer.turn('redo');
    await page.restorer.turn('undo');
    expect(page.shown()).toEqual(['mine', 'more']);
    expect(showDialog).not.toHaveBeenCalled();
  });

  it('after a reload, counts nothing where it is not known what was put in', async () => {
    const server = fakeServer();
    const page = makePage(server, 'mine');
    const gone = notebook(code('mine'), code('gone'));
    const what = { target: 'e1', document: gone, own: [], cell: 'gone' };
    await page.restorer.restoreCell(page.panel, what);
    const reloaded = makePage(server, 'mine', 'gone');
    showDialog.mockResolvedValue(NO);
    await reloaded.restorer.turn('undo');
    expect(showDialog.mock.lastCall).toMatchObject([
      { body: expect.stringContaining('may have been changed') as string }
    ]);
  });

  it('says that there is nothing to undo where that was not known before', async () => {
    const page = makePage(fakeServer(), 'mine');
    await page.restorer.turn('undo');
    const told = Notification.manager.notifications.map(one => one.message);
    expect(told).toEqual(['There is no restore to undo.']);
  });

  it('asks nothing where nothing was done since, and offers to redo', async () => {
    const page = makePage(fakeServer(), 'mine');
    await page.restorer.restoreCell(page.panel, WHAT);
    await page.restorer.turn('undo');
    expect(showDialog).not.toHaveBeenCalled();
    expect(page.shown()).toEqual(['mine']);
    const [told] = Notification.manager.notifications;
    const [redo] = told?.options.actions ?? [];
    expect(redo?.label).toBe('Redo');
    const turn = vi.spyOn(page.restorer, 'turn');
    redo?.callback(new MouseEvent('click', { cancelable: true }));
    await turn.mock.results[0]?.value;
    expect(page.shown()).toEqual(['then']);
  });

  it('says that something is put back, and keeps the undo that was offered', async () => {
    const page = makePage(fakeServer(), 'mine');
    await page.restorer.restoreCell(page.panel, WHAT);
    const [offer] = Notification.manager.notifications;
    const press = () => {
      const event = new MouseEvent('click', { cancelable: true });
      offer?.options.actions?.[0]?.callback(event);
      return event.defaultPrevented;
    };
    let end = (): void => undefined;
    const other = page.restores.alone(
      'a.ipynb',
      () => new Promise(resolve => (end = resolve))
    );
    expect(press()).toBe(true);
    await page.restorer.restoreCell(page.panel, WHAT);
    const told = Notification.manager.notifications.map(one => one.message);
    const words = 'Something is being put back; it is soon done.';
    expect(told.filter(message => message === words)).toHaveLength(2);
    expect(page.shown()).toEqual(['then']);
    end();
    await other;
    const turn = vi.spyOn(page.restorer, 'turn');
    expect(press()).toBe(false);
    await turn.mock.results[0]?.value;
    expect(page.shown()).toEqual(['mine']);
  });

  it('brings single variables into the notebook that was meant', async () => {
    const page = makePage(fakeServer(), 'mine');
    const context = { path: 'folder/b.ipynb' };
    const other = { context } as unknown as NotebookPanel;
    const restore = vi.fn(() => Promise.resolve({ restored: ['df'] }));
    const plan = () =>
      Promise.resolve({ load: [], remove: [], cannot: [], title: 'fit' });
    page.linkOf.mockImplementation(panel =>
      panel === other ? { plan, restore } : {}
    );
    const ask = vi.spyOn(plans, 'confirmRestore').mockResolvedValue([]);
    await page.restorer.restoreNames(other, 'c1', null, ['df']);
    expect(ask.mock.lastCall?.slice(1, 3)).toEqual(['fit', 'b.ipynb']);
    expect(restore).toHaveBeenCalledWith('c1', {
      names: ['df'],
      recompute: []
    });
  });

  it('offers an undo that can be pressed once', async () => {
    const page = makePage(fakeServer(), 'mine');
    await page.restorer.restoreCell(page.panel, WHAT);
    const [told] = Notification.manager.notifications;
    const turn = vi.spyOn(page.restorer, 'turn');
    const press = new MouseEvent('click', { cancelable: true });
    told?.options.actions?.[0]?.callback(press);
    told?.options.actions?.[0]?.callback(press);
    expect(turn).toHaveBeenCalledTimes(1);
    await turn.mock.results[0]?.value;
    expect(page.shown()).toEqual(['mine']);
  });
});
