import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { IHiddenNote } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { Connection } from '../../../src/model/connection';
import { HiddenState } from '../../../src/model/notebook/hidden';
import { HistoryModel } from '../../../src/model/history/history';
import { makeClient, makePage, makeRow } from '../../rows';

function makeNote(cell: string, execution: string): IHiddenNote {
  return {
    ...{ cell, execution, name: 'df', source_execution: 'e1' },
    ...{ kind: 'cell_gone', text: 'Used df.' }
  };
}

function makeHidden(notes: IHiddenNote[] | Error) {
  const asked: string[] = [];
  const client = makeClient({
    history: () => Promise.resolve(makePage([])),
    hiddenState: notebook => {
      asked.push(notebook);
      return notes instanceof Error
        ? Promise.reject(notes)
        : Promise.resolve(notes);
    }
  });
  const changes = new Signal<unknown, IHistoryChange>({});
  const model = new HistoryModel({
    client,
    connection: new Connection(client),
    changes
  });
  const hidden = new HiddenState({ client, model, changes });
  const run = (position: number, notebook = 'a.ipynb'): void =>
    changes.emit({ what: 'recorded', row: makeRow(position, { notebook }) });
  return { model, hidden, asked, run };
}

describe('HiddenState', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks for nothing while its setting is off', async () => {
    const { model, hidden, asked, run } = makeHidden([]);
    model.follow('a.ipynb');
    run(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
    expect(hidden.notes).toEqual([]);
  });

  it('asks once when several cells ran, and of its notebook only', async () => {
    const { model, hidden, asked, run } = makeHidden([makeNote('c2', 'e2')]);
    hidden.setOn(true);
    model.follow('a.ipynb');
    await vi.advanceTimersByTimeAsync(1000);
    run(1);
    run(2);
    run(3, 'other.ipynb');
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(['a.ipynb', 'a.ipynb']);
    expect(hidden.of('e2')?.name).toBe('df');
    expect(hidden.of('e1')).toBeNull();
  });

  it('has at most one note for each cell', async () => {
    const { model, hidden } = makeHidden([
      makeNote('c2', 'e2'),
      makeNote('c2', 'e3')
    ]);
    hidden.setOn(true);
    model.follow('a.ipynb');
    await vi.advanceTimersByTimeAsync(1000);
    expect(hidden.notes).toHaveLength(1);
  });

  it('forgets its notes with the notebook, and when it is switched off', async () => {
    const { model, hidden } = makeHidden([makeNote('c2', 'e2')]);
    hidden.setOn(true);
    model.follow('a.ipynb');
    await vi.advanceTimersByTimeAsync(1000);
    model.follow('b.ipynb');
    expect(hidden.notes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(hidden.notes).toHaveLength(1);
    hidden.setOn(false);
    expect(hidden.notes).toEqual([]);
  });

  it('shows none that could be out of date', async () => {
    const { model, hidden } = makeHidden(new Error('away'));
    hidden.setOn(true);
    model.follow('a.ipynb');
    await vi.advanceTimersByTimeAsync(1000);
    expect(hidden.notes).toEqual([]);
  });
});
