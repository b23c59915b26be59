import { describe, expect, it, vi } from 'vitest';

import type { IClient, IDataUse } from '../../../src/api/client';
import { compareUses, dataDifference } from '../../../src/model/compare/data';
import { makeUse } from '../../evidence';
import { makeClient } from '../../rows';

const use = (path: string, digest: string | null, execution = 'e1'): IDataUse =>
  makeUse(path, { execution, ref: { digest } });

describe('data of a comparison', () => {
  it('is compared by content', () => {
    const { changes, same } = compareUses(
      [use('/a', '1'), use('/b', '1'), use('/gone', '1'), use('/odd', null)],
      [
        use('/a', '1'),
        use('/b', '2'),
        use('/new', '1'),
        use('/odd', null, 'e2')
      ]
    );
    expect(same).toBe(1);
    expect(changes.map(({ path, kind }) => [path, kind])).toEqual([
      ['/b', 'changed'],
      ['/gone', 'removed'],
      ['/odd', 'unknown'],
      ['/new', 'added']
    ]);
  });

  it('takes the newest use of a path', () => {
    const { same } = compareUses(
      [use('/a', '2'), use('/a', '1')],
      [use('/a', '2')]
    );
    expect(same).toBe(1);
  });

  it('says what a table that changed held', async () => {
    const made = (digest: string): IDataUse =>
      makeUse('/a', { has_profile: true, ref: { digest } });
    const profile = vi.fn<IClient['profile']>(digest =>
      digest === 'gone'
        ? Promise.reject(new Error('gone'))
        : Promise.resolve({
            ...{ rows: Number(digest), columns: [], looked_at: 1, version: 1 }
          })
    );
    const compared = async (before: string, after: string) => {
      const data: IClient['data'] = ({ ref }) =>
        Promise.resolve({ items: [made(ref ?? '')], total: 1 });
      const found = await dataDifference(
        { data, profile },
        before,
        after,
        null
      );
      return found.changes[0]?.tables?.map(({ rows }) => rows);
    };
    expect(await compared('800', '1012')).toEqual([800, 1012]);
    expect(await compared('800', 'gone')).toBeUndefined();
  });

  it('says that a side has more than was listed', async () => {
    const items = [use('/a', '1')];
    const found = await dataDifference(
      makeClient({
        data: ({ ref }) =>
          Promise.resolve({ items, total: ref === 'a' ? 1 : 2 })
      }),
      'a',
      'b',
      null
    );
    expect(found).toEqual({ changes: [], same: 1, isCut: true });
  });
});
