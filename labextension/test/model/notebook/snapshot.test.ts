import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { IDocumentSnapshot } from '../../../src/api/client';
import {
  SnapshotSender,
  type ISentExecution
} from '../../../src/model/notebook/snapshot';

const code = new Map<string, string>();
const sent: IDocumentSnapshot[] = [];
const failed = vi.fn();

const source = {
  path: 'a.ipynb',
  nbformat: 4,
  nbformat_minor: 5,
  metadata: () => ({}),
  cells: () =>
    [...code].map(([id, text]) => ({
      id,
      cell_type: 'code',
      source: text,
      metadata: {}
    }))
};

const recordDocument = vi.fn((snapshot: IDocumentSnapshot) => {
  sent.push(snapshot);
  return Promise.resolve();
});

const run = (cell: string, change: Partial<ISentExecution> = {}) => ({
  id: `run-${cell}`,
  kernel: 'k',
  code: code.get(cell) ?? '',
  cell,
  ...change
});

describe('SnapshotSender', () => {
  let sender: SnapshotSender;

  beforeEach(() => {
    vi.useFakeTimers();
    code.clear();
    code.set('a', 'x = 1').set('b', 'y = 2');
    sent.length = 0;
    failed.mockClear();
    sender = new SnapshotSender(source, { recordDocument }, failed);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends one document for Run All', () => {
    sender.sent(run('a'));
    sender.sent(run('b'));
    vi.advanceTimersByTime(60);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.executions).toEqual(['run-a', 'run-b']);
    expect(sent[0]?.cells.map(cell => cell.source)).toEqual(['x = 1', 'y = 2']);
  });

  it('keeps what the document said when the first cell was sent', () => {
    sender.sent(run('a'));
    code.set('a', 'x = 99');
    vi.advanceTimersByTime(60);
    expect(sent[0]?.cells[0]?.source).toBe('x = 1');
  });

  it('begins another when the text of a cell changed in between', () => {
    sender.sent(run('a'));
    code.set('b', 'y = 3');
    sender.sent(run('b'));
    vi.advanceTimersByTime(60);
    expect(sent.map(({ executions }) => executions)).toEqual([
      ['run-a'],
      ['run-b']
    ]);
    expect(sent[1]?.cells[1]?.source).toBe('y = 3');
  });

  it('keeps the executions of two kernels apart', () => {
    sender.sent(run('a'));
    sender.sent(run('a', { id: 'other', kernel: 'k2' }));
    vi.advanceTimersByTime(60);
    expect(sent.map(snapshot => snapshot.kernel_id)).toEqual(['k', 'k2']);
  });

  it('sends at once when the page is about to close', () => {
    sender.sent(run('a'));
    sender.flush();
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(60);
    expect(sent).toHaveLength(1);
  });

  it('tells of a failure and goes on', async () => {
    recordDocument.mockRejectedValueOnce(new Error('gone'));
    sender.sent(run('a'));
    await vi.advanceTimersByTimeAsync(60);
    expect(failed).toHaveBeenCalledOnce();
    sender.sent(run('b'));
    vi.advanceTimersByTime(60);
    expect(sent).toHaveLength(1);
  });
});
