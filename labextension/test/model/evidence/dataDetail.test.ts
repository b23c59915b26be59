import { describe, expect, it, vi } from 'vitest';

import { DataDetails } from '../../../src/model/evidence/dataDetail';
import { makeUse } from '../../evidence';
import { makeClient } from '../../rows';

const NODES = [
  { id: 'data:1', kind: 'data', label: 'a.csv' },
  { id: 'execution:1', kind: 'execution', label: 'load' },
  { id: 'variable:1', kind: 'variable', label: 'df' },
  { id: 'variable:2', kind: 'variable', label: 'clf' },
  { id: 'variable:3', kind: 'variable', label: 'df' }
];
const PROFILE = { rows: 8, columns: [], looked_at: 8, version: 1 };
const use = makeUse('/d/a.csv', { has_profile: true });

describe('DataDetails', () => {
  it('tell who used it, what came of it, and what the table holds', async () => {
    const data = vi.fn(() => Promise.resolve({ items: [use], total: 7 }));
    const profile = vi.fn(() => Promise.resolve(PROFILE));
    const details = new DataDetails(
      makeClient({
        data,
        profile,
        lineageOf: () =>
          Promise.resolve({ nodes: NODES, edges: [], is_cut: false })
      })
    );
    details.toggle('k', use);
    expect(details.isOpen('k')).toBe(true);
    expect(details.of('k')).toBeNull();
    await vi.waitFor(() =>
      expect(details.of('k')).toEqual({
        ...{ uses: [use], totalUses: 7, names: ['clf', 'df'] },
        profile: PROFILE
      })
    );
    expect(data).toHaveBeenCalledExactlyOnceWith({
      ...{ path: '/d/a.csv', limit: 50 }
    });
    expect(profile).toHaveBeenCalledExactlyOnceWith(use.ref.digest);
    details.toggle('k', use);
    expect(details.isOpen('k')).toBe(false);
  });

  it('tell what is known when a part of it cannot be had', async () => {
    const details = new DataDetails(
      makeClient({
        data: () => Promise.reject(new Error('no')),
        profile: () => Promise.reject(new Error('no')),
        lineageOf: () =>
          Promise.resolve({ nodes: NODES, edges: [], is_cut: false })
      })
    );
    details.toggle('k', use);
    await vi.waitFor(() =>
      expect(details.of('k')).toEqual({
        ...{ uses: [], totalUses: 0, names: ['clf', 'df'], profile: null }
      })
    );
  });
});
