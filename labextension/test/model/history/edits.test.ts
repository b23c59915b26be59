import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { IHistoryRow } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { Connection } from '../../../src/model/connection';
import {
  Edits,
  type IPageCell,
  type IRun
} from '../../../src/model/history/edits';
import { HistoryModel } from '../../../src/model/history/history';
import { makeClient, makePage, makeRow } from '../../rows';

const source = {};

describe('Edits', () => {
  const changes = new Signal<unknown, IHistoryChange>(source);
  const changed = new Signal<unknown, void>(source);
  const ran = new Signal<unknown, IRun>(source);
  let cells: IPageCell[];
  let last: string;
  let answer: Promise<void>;
  let edits: Edits;
  let model: HistoryModel;
  let found: IHistoryRow[];

  beforeEach(async () => {
    last = 'a = 1';
    found = [makeRow(1)];
    answer = Promise.resolve();
    cells = [
      { id: 'c1', source: 'a = 1\n', count: 1 },
      { id: 'c2', source: '', count: null }
    ];
    const client = makeClient({
      history: () => Promise.resolve(makePage(found)),
      knownCells: async () => {
        const known = {
          cell: 'c1',
          source: last,
          above: [],
          execution: 'e1',
          title: '',
          ended_at: 0
        };
        await answer;
        return [known];
      }
    });
    const connection = new Connection(client);
    model = new HistoryModel({ client, connection, changes });
    const page = { changed, ran, cells: () => cells };
    edits = new Edits({ client, model, changes, page });
    model.follow('a.ipynb');
    await vi.waitFor(() => expect(edits.count).toBe(0));
  });

  const edit = (text: string, count: number | null = 1): void => {
    cells = [{ id: 'c1', source: text, count }];
    changed.emit();
  };

  it('counts a cell that reads differently from what ran', async () => {
    edit('a = 2');
    await vi.waitFor(() => expect(edits.count).toBe(1));
    edit('a = 1');
    await vi.waitFor(() => expect(edits.count).toBe(0));
  });

  it('asks again where the server did not answer', async () => {
    answer = Promise.reject(new Error('busy'));
    answer.catch(() => undefined); // told to whoever asks
    model.follow('b.ipynb');
    await new Promise(resolve => setTimeout(resolve, 450));
    expect(edits.count).toBeNull();
    answer = Promise.resolve();
    await model.reload();
    await vi.waitFor(() => expect(edits.count).toBe(0));
  });

  it('counts a cell that never ran', async () => {
    cells = [...cells, { id: 'c3', source: 'new()', count: null }];
    changed.emit();
    await vi.waitFor(() => expect(edits.count).toBe(1));
  });

  it('counts no cell that this page ran, though nobody has recorded it yet', async () => {
    cells = [...cells, { id: 'c3', source: 'new()', count: null }];
    changed.emit();
    await vi.waitFor(() => expect(edits.count).toBe(1));
    ran.emit({ id: 'c3', source: 'new()' });
    expect(edits.count).toBe(0);
    // The server is asked on account of another cell, and does not know of this one.
    changes.emit({ what: 'recorded', row: makeRow(2, { cell: 'c1' }) });
    await new Promise(resolve => setTimeout(resolve, 450));
    expect(edits.count).toBe(0);
  });

  it('counts what was typed while the cell ran', () => {
    edit('a = 3', 2);
    ran.emit({ id: 'c1', source: 'a = 2' });
    last = 'a = 2';
    const row = makeRow(2, { cell: 'c1', count: 2 });
    changes.emit({ what: 'recorded', row });
    expect(edits.count).toBe(1);
  });

  it('asks the server again about what this page ran, once that is recorded', async () => {
    ran.emit({ id: 'c1', source: 'a = 1' });
    last = 'a = 7'; // another page ran it after us
    changes.emit({
      what: 'recorded',
      row: makeRow(2, { cell: 'c1', count: 2 })
    });
    await vi.waitFor(() => expect(edits.count).toBe(1));
  });

  it('takes what others ran as it stands', async () => {
    edit('a = 2', 2);
    await vi.waitFor(() => expect(edits.count).toBe(1));
    last = 'a = 2';
    const row = makeRow(2, { cell: 'c1', count: 2 });
    changes.emit({ what: 'recorded', row });
    expect(edits.count).toBe(0);
  });

  it('knows what ended while the server was asked', async () => {
    let release = (): void => undefined;
    answer = new Promise(resolve => (release = resolve));
    const of = (count: number) => makeRow(2, { cell: 'c1', count });
    changes.emit({ what: 'recorded', row: of(9) });
    await new Promise(resolve => setTimeout(resolve, 450));
    edit('a = 2', 2);
    last = 'a = 2';
    changes.emit({ what: 'recorded', row: of(2) });
    release();
    await new Promise(resolve => setTimeout(resolve, 450));
    expect(edits.count).toBe(0);
  });

  it('knows what ran under a filter that finds nothing', async () => {
    found = [];
    model.setFilter('acc > 9');
    await vi.waitFor(() => expect(model.rows).toHaveLength(0));
    last = 'a = 7';
    const row = makeRow(2, { cell: 'c1', count: 9 });
    changes.emit({ what: 'recorded', row });
    edit('a = 7');
    await new Promise(resolve => setTimeout(resolve, 900));
    expect(edits.count).toBe(0);
  });

  it('does not take for what ran what was typed right after', async () => {
    edit('a = 3', 2);
    last = 'a = 2';
    const row = makeRow(2, { cell: 'c1', count: 2 });
    changes.emit({ what: 'recorded', row });
    await vi.waitFor(() => expect(edits.count).toBe(1));
  });

  it('asks for the text that another page ran', async () => {
    last = 'a = 7';
    const row = makeRow(2, { cell: 'c1', count: 9 });
    changes.emit({ what: 'recorded', row });
    await vi.waitFor(() => expect(edits.count).toBe(1));
  });
});
