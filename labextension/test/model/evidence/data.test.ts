import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { IDataQuery } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { ProblemError } from '../../../src/api/problem';
import { Connection } from '../../../src/model/connection';
import {
  Data,
  isRemote,
  nameOf,
  standingOf
} from '../../../src/model/evidence/data';
import { HistoryModel } from '../../../src/model/history/history';
import { makeUse } from '../../evidence';
import { makeClient, makePage, makeRow } from '../../rows';

function make(
  data = vi.fn((_: IDataQuery) =>
    Promise.resolve({ items: [makeUse('/d/a.csv')], total: 1 })
  )
) {
  const changes = new Signal<unknown, IHistoryChange>({});
  const verifyData = vi.fn((_: string) =>
    Promise.resolve([
      {
        ...{ path: '/d/a.csv', kind: 'changed', before: 'a', now: 'b' },
        detail: '+212 rows'
      }
    ])
  );
  const client = makeClient({
    history: () => Promise.resolve(makePage([makeRow(1)])),
    data,
    verifyData
  });
  const connection = new Connection(client);
  const model = new HistoryModel({ client, connection, changes });
  const shown = new Data({ client, model, changes });
  model.follow('a.ipynb');
  return { shown, data, verifyData, model, changes };
}

describe('Data', () => {
  it('asks for nothing that nobody sees', async () => {
    const { shown, data } = make();
    await vi.waitFor(() => expect(shown.items).toBeNull());
    expect(data).not.toHaveBeenCalled();
    shown.setShown(true);
    await vi.waitFor(() => expect(shown.items).toHaveLength(1));
    expect(data.mock.calls).toEqual([[{ notebook: 'a.ipynb', limit: 200 }]]);
  });

  it('asks again after a cell that opened something', async () => {
    const { shown, data, changes } = make();
    shown.setShown(true);
    await vi.waitFor(() => expect(data).toHaveBeenCalledTimes(1));
    changes.emit({ what: 'recorded', row: makeRow(2) });
    changes.emit({ what: 'recorded', row: makeRow(3, { data: 2 }) });
    changes.emit({ what: 'recorded', row: makeRow(4, { data: 1 }) });
    await vi.waitFor(() => expect(data).toHaveBeenCalledTimes(2));
  });

  it('shows what led to one checkpoint, and verifies it', async () => {
    const { shown, data, verifyData } = make();
    shown.setShown(true);
    shown.become({ ref: 'ab', title: 'depth 8' });
    await vi.waitFor(() => expect(shown.items).toHaveLength(1));
    expect(data).toHaveBeenLastCalledWith({
      ...{ ref: 'ab', notebook: 'a.ipynb', limit: 200 }
    });
    const verifying = shown.verify('ab');
    expect(shown.isVerifying).toBe(true);
    await verifying;
    expect(verifyData).toHaveBeenCalledExactlyOnceWith('ab');
    expect(shown.isVerifying).toBe(false);
    expect(shown.checkOf('/d/a.csv')?.detail).toBe('+212 rows');
    shown.become(null);
    expect(shown.checkOf('/d/a.csv')).toBeNull();
  });

  it('trusts what was read only until it is asked again', async () => {
    const { shown, changes } = make();
    shown.setShown(true);
    await vi.waitFor(() => expect(shown.items).toHaveLength(1));
    await shown.verify('ab');
    expect(shown.checks).toHaveLength(1);
    changes.emit({ what: 'recorded', row: makeRow(2, { data: 1 }) });
    await vi.waitFor(() => expect(shown.checks).toBeNull());
  });

  it('keeps the list when it cannot be asked again', async () => {
    const { shown, data } = make();
    shown.setShown(true);
    await vi.waitFor(() => expect(shown.items).toHaveLength(1));
    data.mockRejectedValueOnce(new ProblemError('offline', 'gone', ''));
    shown.setShown(true);
    await vi.waitFor(() => expect(shown.problem?.kind).toBe('offline'));
    expect(shown.items).toHaveLength(1);
  });

  it('forgets a notebook that is left', async () => {
    const { shown, model } = make();
    shown.setShown(true);
    await vi.waitFor(() => expect(shown.items).toHaveLength(1));
    model.follow(null);
    expect(shown.items).toBeNull();
  });
});

describe('what is told of data', () => {
  it('is what reading found, before what size and time tell', () => {
    const use = makeUse('/d/a.csv', { now: 'touched' });
    const check = {
      ...{ path: '/d/a.csv', kind: 'same', before: 'a', now: 'a', detail: '' }
    };
    expect(standingOf(use, null)).toBe('touched');
    expect(standingOf(use, check)).toBe('same');
    expect(standingOf(makeUse('/d/a.csv', { now: 'news' }), null)).toBe(
      'unknown'
    );
  });

  it('is its name, of files and of remote objects', () => {
    expect(nameOf('/d/sub/a.csv')).toBe('a.csv');
    expect(nameOf('/d/set.zarr/')).toBe('set.zarr');
    expect(nameOf('s3://bucket/key/b.parquet')).toBe('b.parquet');
    expect(nameOf('C:\\d\\a.csv')).toBe('a.csv');
    expect(isRemote('s3://bucket/key')).toBe(true);
    expect(isRemote('/d/a.csv')).toBe(false);
    expect(isRemote('C:\\d\\a.csv')).toBe(false);
  });
});
