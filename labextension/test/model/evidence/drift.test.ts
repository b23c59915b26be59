import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { IHistoryChange } from '../../../src/api/events';
import { Drift } from '../../../src/model/evidence/drift';
import { DIFFERENCE } from '../../evidence';
import { makeClient, makeRow } from '../../rows';

const FOUND = { environment: DIFFERENCE, data: [] };

describe('Drift', () => {
  it('is asked for once, and again after a cell of the notebook ran', async () => {
    const changes = new Signal<unknown, IHistoryChange>({});
    const drift = vi.fn(() => Promise.resolve(FOUND));
    const client = makeClient({ drift });
    const model = new Drift({
      client,
      changes,
      ref: 'ab',
      notebook: 'a.ipynb'
    });
    await vi.waitFor(() => expect(model.found).toBe(FOUND));
    expect(drift).toHaveBeenCalledExactlyOnceWith('ab', 'a.ipynb');
    const row = makeRow(2, { notebook: 'b.ipynb' });
    changes.emit({ what: 'recorded', row });
    changes.emit({ what: 'recorded', row: makeRow(3) });
    await vi.waitFor(() => expect(drift).toHaveBeenCalledTimes(2), 3000);
    model.dispose();
  });

  it('goes on under the new name of its notebook', async () => {
    const changes = new Signal<unknown, IHistoryChange>({});
    const drift = vi.fn(() => Promise.resolve(FOUND));
    const client = makeClient({ drift });
    const model = new Drift({
      client,
      changes,
      ref: 'ab',
      notebook: 'a.ipynb'
    });
    model.notebook = 'b.ipynb';
    const row = makeRow(2, { notebook: 'b.ipynb' });
    changes.emit({ what: 'recorded', row });
    await vi.waitFor(
      () => expect(drift).toHaveBeenLastCalledWith('ab', 'b.ipynb'),
      3000
    );
    model.dispose();
  });

  it('is not told when it cannot be known', async () => {
    const model = new Drift({
      client: { drift: () => Promise.reject(new Error('no')) },
      changes: new Signal<unknown, IHistoryChange>({}),
      ...{ ref: 'ab', notebook: null }
    });
    await Promise.resolve();
    expect(model.found).toBeNull();
    model.dispose();
  });
});
