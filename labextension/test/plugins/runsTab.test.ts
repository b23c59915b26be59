import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { IRunsQuery } from '../../src/api/client';
import { Connection } from '../../src/model/connection';
import { DEFAULTS } from '../../src/model/preferences';
import {
  openRuns,
  type IRunsParts,
  type RunsTab
} from '../../src/plugins/runsTab';
import { makeClient } from '../rows';
import { makeRuns } from '../runs';
import { trans } from '../view/context';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
vi.mock('../../src/view/runs/Screen', async () => {
  const { Widget } = await import('@lumino/widgets');
  return { RunsScreen: class extends Widget {} };
});

const BASELINE = { kind: 'best', reference: null, metrics: [] };

/** A page on which runs can be shown, and notebooks renamed. */
function make() {
  const ask = vi.fn((_: IRunsQuery) =>
    Promise.resolve({ runs: makeRuns(1), has_more: false })
  );
  const client = makeClient({
    runs: ask,
    baseline: () => Promise.resolve(BASELINE as never)
  });
  const connection = new Connection(client);
  const source = {};
  const fileChanged = new Signal<unknown, unknown>(source);
  const events = {
    changed: new Signal<unknown, unknown>(source),
    valuesLogged: new Signal<unknown, unknown>(source)
  };
  const tabs: RunsTab[] = [];
  const save = vi.fn();
  const activated: string[] = [];
  const parts = {
    app: {
      commands: new CommandRegistry(),
      shell: {
        activateById: (id: string) => activated.push(id),
        add: () => undefined
      },
      serviceManager: { contents: { fileChanged } }
    },
    tracker: {
      find: (test: (one: RunsTab) => boolean) => tabs.find(test),
      add: (tab: RunsTab) => tabs.push(tab),
      save
    },
    history: { client, connection, events, preferences: DEFAULTS },
    ...{ area: 'main', trans }
  } as unknown as IRunsParts;
  return { parts, ask, save, tabs, activated, fileChanged, events };
}

describe('the tab of runs', () => {
  it('is one for each notebook, and comes to the front again', () => {
    const { parts, tabs, activated } = make();
    const tab = openRuns(parts, 'sub/a.ipynb');
    expect(openRuns(parts, 'sub/a.ipynb')).toBe(tab);
    expect(openRuns(parts, 'b.ipynb')).not.toBe(tab);
    expect(tabs).toHaveLength(2);
    expect(activated).toEqual([tab.id, tab.id, tabs[1]?.id]);
    expect(tab.title.label).toBe('Runs a.ipynb');
    expect(tab.title.caption).toBe('Runs: sub/a.ipynb');
  });

  it('follows its notebook through a rename, and is restored so', () => {
    const { parts, save, fileChanged } = make();
    const tab = openRuns(parts, 'a.ipynb');
    const paths = {
      oldValue: { path: 'a.ipynb' },
      newValue: { path: 'c.ipynb' }
    };
    fileChanged.emit({ type: 'rename', ...paths });
    expect(tab.runs.notebook).toBe('c.ipynb');
    expect(tab.title.label).toBe('Runs c.ipynb');
    expect(save).toHaveBeenCalledWith(tab);
  });

  it('asks for nothing before it is shown, nor after it was closed', async () => {
    const { parts, ask, events } = make();
    const tab = openRuns(parts, 'a.ipynb');
    expect(ask).not.toHaveBeenCalled();
    tab.runs.setShown(true);
    await vi.waitFor(() => expect(tab.runs.items).toHaveLength(1));
    tab.dispose();
    events.valuesLogged.emit({ notebook: 'a.ipynb', execution: 'e1' });
    expect(ask.mock.calls).toEqual([
      [{ notebook: 'a.ipynb', limit: 100, points: 200 }]
    ]);
  });
});
