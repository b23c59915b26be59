import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IJob } from '../../../src/api/client';
import { Jobs } from '../../../src/model/evidence/jobs';
import { makeJob } from '../../evidence';
import { makeClient } from '../../rows';

function make(answers: { jobs?: IJob[]; remembered?: string } = {}) {
  const changes = new Signal<unknown, IJob>({});
  let kept = answers.remembered ?? null;
  const list = vi.fn(() => Promise.resolve(answers.jobs ?? []));
  const jobs = new Jobs({
    client: makeClient({
      jobs: list,
      startJob: () => Promise.resolve(makeJob()),
      cancelJob: () => Promise.resolve(makeJob({ status: 'cancelled' }))
    }),
    changes,
    memory: {
      read: () => kept,
      write: text => {
        kept = text;
      }
    }
  });
  const seen: string[] = [];
  jobs.changed.connect((_, { id, status, step }) => {
    seen.push(`${id} ${status} ${step}`);
  });
  return { jobs, list, seen, changes, memory: () => kept };
}

const REQUEST = { kind: 'reproduce', ref: 'ab', is_slice: true };

describe('Jobs', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('follow what this page asked for, and nothing of other pages', async () => {
    const { jobs, seen, changes } = make();
    await jobs.start(REQUEST);
    changes.emit(makeJob({ id: 'other' }));
    changes.emit(makeJob({ step: 'Running cell 2 of 9' }));
    changes.emit(makeJob({ status: 'done', step: '' }));
    expect(seen).toEqual([
      'j1 running Installing 41 packages',
      'j1 running Running cell 2 of 9',
      'j1 done '
    ]);
    jobs.dispose();
  });

  it('never run again once they have ended', async () => {
    const { jobs, seen, changes } = make();
    await jobs.start(REQUEST);
    await jobs.cancel('j1');
    changes.emit(makeJob({ step: 'late' }));
    expect(seen).toHaveLength(2);
    expect(jobs.of('j1')?.status).toBe('cancelled');
    jobs.dispose();
  });

  it('survive a reload: what runs, and what ended meanwhile', async () => {
    const before = make();
    await before.jobs.start(REQUEST);
    const remembered = before.memory() ?? '';
    before.jobs.dispose();

    const { jobs, seen, memory } = make({
      jobs: [
        makeJob({ id: 'j3', status: 'done' }),
        makeJob({ id: 'j2' }),
        makeJob({ status: 'done', step: '' })
      ],
      remembered
    });
    await jobs.resume();
    expect(seen).toEqual(['j2 running Installing 41 packages', 'j1 done ']);
    expect(jobs.requestOf('j1')).toEqual(REQUEST);
    jobs.told('j1');
    expect(memory()).toBe('{}');
    jobs.dispose();
  });

  it('are asked about when no event came for a while', async () => {
    vi.useFakeTimers();
    const { jobs, seen, list } = make();
    await jobs.start(REQUEST);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(list).toHaveBeenCalledTimes(1);
    // The server does not know it any more: it was started anew.
    expect(seen[1]).toBe('j1 failed Installing 41 packages');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(list).toHaveBeenCalledTimes(1);
    jobs.dispose();
  });

  it('are asked about again when the server did not answer', async () => {
    vi.useFakeTimers();
    const { jobs, list } = make({ jobs: [makeJob()] });
    await jobs.start(REQUEST);
    list.mockRejectedValueOnce(new Error('away'));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(list).toHaveBeenCalledTimes(2);
    jobs.dispose();
  });

  it('begin anew with a memory that is damaged', () => {
    expect(make({ remembered: '{"j1' }).jobs.requestOf('j1')).toBeNull();
  });
});
