import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { IHistoryPage, IHistoryQuery } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { ProblemError } from '../../../src/api/problem';
import { Connection } from '../../../src/model/connection';
import { HistoryModel } from '../../../src/model/history/history';
import { layoutOf } from '../../../src/model/history/items';
import { Selection } from '../../../src/model/history/selection';
import { makeClient, makePage, makeRow, makeRows } from '../../rows';

const source = {};

describe('HistoryModel', () => {
  let answer: (query: IHistoryQuery) => Promise<IHistoryPage>;
  let changes: Signal<unknown, IHistoryChange>;
  let model: HistoryModel;
  let connection: Connection;
  const queries: IHistoryQuery[] = [];

  beforeEach(() => {
    queries.length = 0;
    answer = () => Promise.resolve(makePage(makeRows(3, 3)));
    const client = makeClient({
      history: query => {
        queries.push(query);
        return answer(query);
      }
    });
    changes = new Signal<unknown, IHistoryChange>(source);
    connection = new Connection(client);
    model = new HistoryModel({ client, connection, changes });
  });

  const loaded = async (): Promise<void> => {
    model.follow('a.ipynb');
    await vi.waitFor(() => expect(model.isLoading).toBe(false));
  };

  it('loads the newest page of the notebook it follows', async () => {
    await loaded();
    expect(queries).toEqual([{ limit: 100, notebook: 'a.ipynb' }]);
    expect(model.rows).toHaveLength(3);
    expect(model.total).toBe(3);
  });

  it('adds what is recorded, and counts it', async () => {
    await loaded();
    changes.emit({ what: 'recorded', row: makeRow(4) });
    expect(model.rows[0]?.execution).toBe('e4');
    expect(model.total).toBe(4);
    expect(model.arrived).toBe('e4');
    expect(queries).toHaveLength(1);
  });

  it('tells of rows that come close together once, with the last of them', async () => {
    await loaded();
    const told: number[] = [];
    model.changed.connect(() => told.push(model.total));
    for (let position = 4; position < 24; position++) {
      changes.emit({ what: 'recorded', row: makeRow(position) });
    }
    await vi.waitFor(() => expect(told).toEqual([4, 23]));
    expect(model.arrived).toBeNull();
  });

  it('knows the newest row of all, whatever the filter shows', async () => {
    await loaded();
    const { newest } = model;
    expect(newest).toBe(makeRow(3).recorded_at);
    answer = () => Promise.resolve(makePage([]));
    model.setFilter('nothing');
    await vi.waitFor(() => expect(model.applied).toBe('nothing'));
    expect(model.newest).toBe(newest);
    const row = makeRow(4, { recorded_at: Number(newest) + 60 });
    changes.emit({ what: 'recorded', row });
    expect(model.newest).toBe(row.recorded_at);
    model.follow('b.ipynb');
    expect(model.newest).toBeNull();
  });

  it('does not count a row twice when it is observed and logged', async () => {
    await loaded();
    changes.emit({ what: 'observed', row: makeRow(3, { outputs: 2 }) });
    changes.emit({ what: 'logged', row: makeRow(3, { outputs: 2 }) });
    expect(model.total).toBe(3);
    expect(model.rows[0]?.outputs).toBe(2);
  });

  it('loads again when its notebook has moved, also while it loads', async () => {
    answer = () => Promise.resolve(makePage([]));
    model.follow('a.ipynb');
    answer = () => Promise.resolve(makePage(makeRows(3, 3)));
    changes.emit({ what: 'moved', row: makeRow(3) });
    await vi.waitFor(() => expect(model.isLoading).toBe(false));
    expect(model.rows).toHaveLength(3);
  });

  it('passes over other notebooks', async () => {
    await loaded();
    changes.emit({
      what: 'recorded',
      row: makeRow(4, { notebook: 'b.ipynb' })
    });
    expect(model.rows).toHaveLength(3);
  });

  it('keeps what arrives while a page is being loaded', async () => {
    let give: (page: IHistoryPage) => void = () => undefined;
    answer = () =>
      new Promise(resolve => {
        give = resolve;
      });
    model.follow('a.ipynb');
    changes.emit({ what: 'recorded', row: makeRow(4) });
    give(makePage(makeRows(3, 3)));
    await vi.waitFor(() => expect(model.isLoading).toBe(false));
    expect(model.rows.map(row => row.position)).toEqual([4, 3, 2, 1]);
  });

  it('counts rows that arrive out of sight', async () => {
    await loaded();
    model.setAtTop(false);
    changes.emit({ what: 'recorded', row: makeRow(4) });
    changes.emit({ what: 'recorded', row: makeRow(5) });
    expect(model.unseen).toBe(2);
    model.setAtTop(true);
    expect(model.unseen).toBe(0);
  });

  it('pages on from the oldest row', async () => {
    answer = query =>
      Promise.resolve(
        query.before === undefined
          ? makePage(makeRows(200, 100), { total: 150, next_before: 101 })
          : makePage(makeRows(100, 50), { total: 150 })
      );
    await loaded();
    expect(model.isComplete).toBe(false);
    await model.loadMore();
    expect(queries[1]).toMatchObject({ before: 101, limit: 200 });
    expect(model.rows).toHaveLength(150);
    expect(model.isComplete).toBe(true);
  });

  it('asks the server to filter at once, one request at a time', async () => {
    await loaded();
    for (const text of ['a', 'ac', 'acc>0.9']) {
      model.setFilter(text);
    }
    expect(queries).toHaveLength(2);
    await vi.waitFor(() => expect(queries).toHaveLength(3));
    expect(queries[2]).toEqual({
      limit: 40,
      notebook: 'a.ipynb',
      where: 'acc>0.9'
    });
    await vi.waitFor(() => expect(model.applied).toBe('acc>0.9'));
  });

  it('asks again instead of guessing whether a new row matches', async () => {
    await loaded();
    model.setFilter('acc');
    await vi.waitFor(() => expect(queries).toHaveLength(2));
    await vi.waitFor(() => expect(model.isLoading).toBe(false));
    changes.emit({ what: 'recorded', row: makeRow(4) });
    expect(model.rows).toHaveLength(3);
    await vi.waitFor(() => expect(queries).toHaveLength(3));
  });

  it('asks again for a row that came while it was filtering', async () => {
    await loaded();
    model.setFilter('acc');
    changes.emit({ what: 'recorded', row: makeRow(4) });
    await vi.waitFor(() => expect(queries).toHaveLength(3));
    expect(queries[2]).toMatchObject({ where: 'acc' });
  });

  it('keeps its rows while the notebook is renamed', async () => {
    await loaded();
    model.follow('b.ipynb', true);
    expect(model.rows).toHaveLength(3);
    await vi.waitFor(() =>
      expect(queries[queries.length - 1]?.notebook).toBe('b.ipynb')
    );
  });

  it('forgets another notebook at once', async () => {
    await loaded();
    model.follow('b.ipynb');
    expect(model.rows).toHaveLength(0);
  });

  it('ignores the answer to a question that is no longer asked', async () => {
    let late: (page: IHistoryPage) => void = () => undefined;
    answer = query =>
      query.notebook === 'a.ipynb'
        ? new Promise(resolve => {
            late = resolve;
          })
        : Promise.resolve(makePage([makeRow(9, { notebook: 'b.ipynb' })]));
    model.follow('a.ipynb');
    model.follow('b.ipynb');
    await vi.waitFor(() => expect(model.rows).toHaveLength(1));
    late(makePage(makeRows(3, 3)));
    await Promise.resolve();
    expect(model.rows.map(row => row.execution)).toEqual(['e9']);
  });

  it('keeps its rows and the reason when the server goes away', async () => {
    await loaded();
    answer = () => Promise.reject(new ProblemError('offline', 'no', ''));
    await model.reload();
    expect(model.rows).toHaveLength(3);
    expect(model.problem?.kind).toBe('offline');
    expect(connection.reach).toBe('offline');
    connection.dispose();
  });

  it('moves the selection and stops at both ends', async () => {
    await loaded();
    const selection = new Selection(model, {
      layout: layoutOf(model.rows),
      reveal: vi.fn()
    });
    selection.move(1);
    expect(selection.execution).toBe('e3');
    selection.move(1);
    selection.move(10);
    expect(selection.execution).toBe('e1');
    selection.move('first');
    selection.move(-1);
    expect(selection.execution).toBe('e3');
    selection.move('last');
    expect(selection.index).toBe(2);
  });

  it('selects a row that only another list has', async () => {
    await loaded();
    const selection = new Selection(model, {
      layout: layoutOf(model.rows),
      reveal: vi.fn()
    });
    const row = makeRow(99);
    selection.point(row);
    expect(selection.row).toBe(row);
    expect(selection.index).toBe(-1);
    selection.point(makeRow(2));
    expect(selection.row).toBe(model.rows[1]);
    selection.select('e99');
    expect(selection.row).toBeNull();
  });
});
