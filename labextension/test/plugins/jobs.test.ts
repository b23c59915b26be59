import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { ProblemError } from '../../src/api/problem';
import { jobs } from '../../src/plugins/jobs';
import type { IHistory } from '../../src/tokens';

vi.mock('../../src/plugins/jobNotices', () => ({
  get JobNotices() {
    throw new Error('Its code is gone.');
  }
}));

function make(resume: () => Promise<void>) {
  const source = {};
  const changed = new Signal<unknown, unknown>(source);
  const connection = {
    changed: new Signal<unknown, void>(source),
    reach: 'online',
    failed: vi.fn()
  };
  const history = { jobs: { changed, resume }, connection };
  void jobs.activate(
    { commands: new CommandRegistry() } as unknown as JupyterFrontEnd,
    ...[history as unknown as IHistory, null, null]
  );
  return { changed, connection };
}

describe('jobs of before a reload', () => {
  it.each([
    ['offline', 2],
    ['missing', 1] // a server that runs none
  ])('are asked for again after "%s": %i times', async (kind, times) => {
    const resume = vi.fn(() => Promise.reject(new ProblemError(kind, '', '')));
    const { connection } = make(resume);
    connection.changed.emit();
    await new Promise(resolve => setTimeout(resolve));
    connection.changed.emit();
    await new Promise(resolve => setTimeout(resolve));
    expect(resume).toHaveBeenCalledTimes(times);
  });
});

describe('notifications of jobs that cannot be shown', () => {
  beforeEach(() => Notification.dismiss());

  it('are missed with one word, not with each line of progress', async () => {
    const { changed } = make(() => Promise.resolve());
    const told = () => Notification.manager.notifications;
    changed.emit({ id: 'j1' });
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    changed.emit({ id: 'j1' });
    changed.emit({ id: 'j1' });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(told()).toHaveLength(1);
  });
});
