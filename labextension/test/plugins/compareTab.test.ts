import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { IHistoryQuery } from '../../src/api/client';
import type { ICompared } from '../../src/model/compare/compare';
import { Connection } from '../../src/model/connection';
import { DEFAULTS } from '../../src/model/preferences';
import {
  compareStates,
  compareWithPrevious,
  type CompareTab,
  type ITabParts
} from '../../src/plugins/compareTab';
import { makeClient, makePage, makeRow } from '../rows';
import { trans } from '../view/context';

vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
vi.mock('../../src/view/compare/Screen', async () => {
  const { Widget } = await import('@lumino/widgets');
  return { CompareScreen: class extends Widget {} };
});
vi.mock('../../src/plugins/comparePage', () => ({
  documentOf: () => null,
  watch: () => () => undefined
}));
vi.mock('../../src/view/careful', () => ({ carefulRenderers: vi.fn() }));

const ROWS = [9, 8, 7, 6].map(position => makeRow(position));
const MATCHES = [ROWS[2], makeRow(3)];

/** The list shows the two rows that match a filter. */
function make() {
  const chosen: ICompared[] = [];
  const tab = {
    ...{ asked: {}, id: 'tab' },
    model: {
      compared: { before: '', after: '', notebook: '' },
      choose: (compared: ICompared) => chosen.push(compared)
    }
  };
  const history = ({ before = 10, limit = 100 }: IHistoryQuery) => {
    const rows = ROWS.filter(({ position }) => position < before);
    return Promise.resolve(makePage(rows.slice(0, limit)));
  };
  const panel = { context: { path: 'a.ipynb' } };
  const parts = {
    app: { shell: { activateById: () => undefined } },
    tracker: {
      find: (test: (one: unknown) => boolean) => (test(tab), tab)
    },
    history: {
      client: { history },
      followed: { active: panel, find: () => panel },
      selection: { row: MATCHES[0] },
      model: { rows: MATCHES, notebook: 'a.ipynb', filter: 'tag:x' }
    }
  } as unknown as ITabParts;
  return { parts, chosen };
}

describe('Compare with Previous under a filter', () => {
  it('compares a row with the one before it, not with now', async () => {
    const { parts, chosen } = make();
    await compareWithPrevious(parts, { ref: 'e7' });
    await compareWithPrevious(parts, { selected: true });
    const expected = { before: 'e6', after: 'e7', notebook: 'a.ipynb' };
    expect(chosen).toEqual([expected, expected]);
  });

  it('in the notebook compares its newest execution', async () => {
    const { parts, chosen } = make();
    await compareWithPrevious(parts, {});
    expect(chosen).toEqual([
      { before: 'e8', after: 'now', notebook: 'a.ipynb' }
    ]);
  });
});

/** A page on which comparisons can be opened, and notebooks renamed. */
function makePageOfTabs() {
  const client = makeClient({});
  const fileChanged = new Signal<unknown, unknown>({});
  const tabs: CompareTab[] = [];
  const parts = {
    app: {
      commands: new CommandRegistry(),
      shell: { activateById: () => undefined, add: () => undefined },
      serviceManager: { contents: { fileChanged } }
    },
    tracker: {
      find: (test: (one: CompareTab) => boolean) => tabs.find(test),
      add: (tab: CompareTab) => tabs.push(tab),
      save: () => Promise.resolve()
    },
    history: {
      ...{ client, connection: new Connection(client), preferences: DEFAULTS },
      model: { notebook: 'a.ipynb', rows: [] }
    },
    ...{ area: 'main', trans, notebooks: {} }
  } as unknown as ITabParts;
  const rename = (before: string, after: string): void => {
    const change = { oldValue: { path: before }, newValue: { path: after } };
    fileChanged.emit({ type: 'rename', ...change });
  };
  return { parts, rename };
}

describe('a comparison of a notebook that was renamed', () => {
  it('stays, also when another notebook comes to its first path', () => {
    const { parts, rename } = makePageOfTabs();
    const args = { a: 'now~1', b: 'now', notebook: 'a.ipynb' };
    const first = compareStates(parts, args);
    expect(compareStates(parts, args)).toBe(first);
    rename('a.ipynb', 'b.ipynb');
    expect(compareStates(parts, args)).not.toBe(first);
    expect(first?.model.compared.notebook).toBe('b.ipynb');
  });
});
