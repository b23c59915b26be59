import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IJob } from '../../src/api/client';
import { CommandIDs } from '../../src/commands';
import { JobNotices } from '../../src/plugins/jobNotices';
import type { IHistory } from '../../src/tokens';
import { makeJob, makeVerdict } from '../evidence';
import { FakePanel } from '../notebooks';

function make() {
  const [a, b] = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
  const jobs = {
    told: vi.fn(),
    requestOf: () => ({ kind: 'environment', ref: 'x', notebook: 'a.ipynb' })
  };
  const followed = {
    active: b,
    find: (path: string) => [a, b].find(one => one.context.path === path)
  };
  const execute = vi.fn(() => Promise.resolve());
  const refreshSpecs = vi.fn(() => Promise.resolve());
  const notices = new JobNotices({
    app: {
      commands: { execute },
      serviceManager: { kernelspecs: { refreshSpecs } }
    } as unknown as JupyterFrontEnd,
    history: { jobs, followed } as unknown as IHistory,
    palette: null,
    trans: nullTranslator.load('jupyter_mm')
  });
  return { notices, jobs, execute, refreshSpecs, a, b };
}

const shown = (): [string, string, number | undefined][] =>
  Notification.manager.notifications.map(({ type, message, options }) => [
    type,
    message,
    options.progress
  ]);

const press = (label: string): void => {
  const actions = Notification.manager.notifications[0]?.options.actions ?? [];
  actions
    .find(action => action.label === label)
    ?.callback(new MouseEvent('click', { cancelable: true }));
};

describe('JobNotices', () => {
  afterEach(() => {
    Notification.dismiss();
  });

  it('show one notification, from the start to the verdict', () => {
    const { notices, jobs, execute } = make();
    notices.show(makeJob());
    notices.show(makeJob({ step: 'Running cell 2 of 9', fraction: 0.5 }));
    expect(shown()).toEqual([
      ['in-progress', 'Reproduce “load”\nRunning cell 2 of 9 · 50 %', 0.5]
    ]);
    press('Cancel');
    expect(execute).toHaveBeenLastCalledWith(CommandIDs.cancelJob, {
      job: 'j1'
    });
    notices.show(makeJob({ status: 'done', verdict: makeVerdict() }));
    expect(shown().map(([type, text]) => [type, text])).toEqual([
      ['warning', 'Reproduced: different\nacc: 0.93 became 0.91']
    ]);
    expect(jobs.told).toHaveBeenCalledExactlyOnceWith('j1');
    press('Details…');
    expect(execute).toHaveBeenLastCalledWith(CommandIDs.showVerdict, {
      ref: makeVerdict().checkpoint
    });
  });

  it.each<[string, Partial<IJob>, [string, string]]>([
    [
      'a match',
      { verdict: makeVerdict({ outcome: 'same', summary: '' }) },
      ['success', 'Reproduced: the same']
    ],
    [
      'a failure',
      { status: 'failed', message: 'uv was not found.' },
      ['error', 'Reproduce “load”\nuv was not found.']
    ],
    [
      'a job that was lost with its server',
      { status: 'failed' },
      ['error', 'Reproduce “load”\nThe server ended before it did.']
    ],
    [
      'a cancelled job',
      { status: 'cancelled' },
      ['info', 'Reproduce “load”\nCancelled']
    ]
  ])('tell of %s', (_, change, expected) => {
    const { notices } = make();
    notices.show(makeJob({ status: 'done', ...change }));
    expect(shown().map(([type, text]) => [type, text])).toEqual([expected]);
  });

  it('tell of a kernel, and make it known', () => {
    const { notices, refreshSpecs } = make();
    const built = {
      ...{ lock: 'aa', folder: '/e', python: '/e/python', kernel: 'mm-aa' },
      ...{ packages: 41, unmatched: [] }
    };
    notices.show(makeJob({ status: 'done', kind: 'environment', built }));
    expect(shown()[0]?.[1]).toBe('Kernel ready, with 41 packages');
    expect(refreshSpecs).toHaveBeenCalledOnce();
  });

  it('give the kernel to the notebook that asked, by its name of now', async () => {
    const { notices, a, b } = make();
    const built = {
      ...{ lock: 'aa', folder: '/e', python: '/e/python', kernel: 'mm-aa' },
      ...{ packages: 41, unmatched: [] }
    };
    const job = makeJob({ kind: 'environment' });
    notices.show(job);
    a.rename('c.ipynb');
    notices.show({ ...job, status: 'done', built });
    press('Use it in c.ipynb');
    await vi.waitFor(() => expect(a.changedKernel).toEqual({ name: 'mm-aa' }));
    expect(b.changedKernel).toBeNull();
  });

  it('leave a notification that was closed closed, until the end', () => {
    const { notices } = make();
    notices.show(makeJob());
    Notification.dismiss();
    notices.show(makeJob({ fraction: 0.7 }));
    expect(shown()).toEqual([]);
    notices.show(makeJob({ status: 'done', verdict: makeVerdict() }));
    expect(shown()).toHaveLength(1);
  });
});
