import { describe, expect, it, vi } from 'vitest';

import type { IAnnotation, IHistoryQuery } from '../../src/api/client';
import {
  note,
  setBaseline,
  tag,
  togglePin
} from '../../src/plugins/annotating';
import type { ICommandParts } from '../../src/plugins/commands';
import { makePage, makeRow } from '../rows';
import { trans } from '../view/context';

const OLD = makeRow(2, { tags: ['baseline', 'paper'] });
const ROW = makeRow(9);

/** A list that shows nothing: a filter is on, or the row is far down. */
function make() {
  const annotate = vi.fn((ref: string, _: IAnnotation) =>
    Promise.resolve([OLD, ROW].find(row => row.checkpoint === ref) ?? ROW)
  );
  const client = {
    annotate,
    checkpoint: () => Promise.resolve({ row: ROW }),
    history: ({ where }: IHistoryQuery) =>
      Promise.resolve(makePage(where === 'tag:baseline' ? [OLD] : []))
  };
  const history = {
    client,
    selection: { row: null },
    connection: { failed: () => undefined },
    model: {
      ...{ rows: [], notebook: 'a.ipynb' },
      take: () => undefined,
      announce: () => undefined
    }
  };
  const parts = { history, trans } as unknown as ICommandParts;
  return { parts, annotate };
}

describe('setBaseline', () => {
  it('takes the tag from checkpoints that the list does not show', async () => {
    const { parts, annotate } = make();
    await expect(setBaseline(parts, { ref: 'e9' })).resolves.toBe(true);
    expect(annotate.mock.calls).toEqual([
      [ROW.checkpoint, { tags: ['baseline'] }],
      [OLD.checkpoint, { tags: ['paper'] }]
    ]);
  });

  it('says so when nothing was set', async () => {
    const { parts, annotate } = make();
    annotate.mockRejectedValue(new Error('away'));
    await expect(setBaseline(parts, { ref: 'e9' })).rejects.toThrow('away');
  });
});

describe('togglePin', () => {
  it('knows whether a row that is not listed is pinned', async () => {
    const { parts, annotate } = make();
    ROW.pinned = true;
    await togglePin(parts, { ref: 'e9' });
    ROW.pinned = false;
    expect(annotate).toHaveBeenCalledWith(ROW.checkpoint, { pinned: false });
  });
});

describe('a row that cannot be read', () => {
  it('is not written over: nothing is asked, and the reason is told', async () => {
    const { parts, annotate } = make();
    const away = () => Promise.reject(new Error('away'));
    Object.assign(parts.history.client, { checkpoint: away });
    for (const act of [note, tag, togglePin]) {
      await expect(act(parts, { ref: 'e9' })).rejects.toThrow('away');
    }
    expect(document.querySelector('.jp-Dialog')).toBeNull();
    expect(annotate).not.toHaveBeenCalled();
  });
});
