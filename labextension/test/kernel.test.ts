import type { ISessionContext } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { KernelLink } from '../src/kernel';
import type { IKernelState } from '../src/model/restore';

const STATE: IKernelState = {
  session: 's',
  head: null,
  can_undo: true,
  can_redo: false,
  errors: { count: 0, last: null },
  pending: 0,
  version: '0.1.0'
};

interface ISent {
  id: number;
  verb: string;
  arguments: Record<string, unknown>;
}

/** The kernel's end of one comm. */
class FakeComm {
  isDisposed = false;
  onMsg: (msg: unknown) => void = () => undefined;
  onClose: (msg: unknown) => void = () => undefined;
  sent: ISent[] = [];
  open = vi.fn();
  close = vi.fn();
  done = Promise.resolve();

  send(data: ISent): { done: Promise<void> } {
    this.sent.push(data);
    return { done: this.done };
  }

  dispose(): void {
    this.isDisposed = true;
  }

  say(data: object): void {
    this.onMsg({ content: { data } });
  }

  answer(verb: string, result: unknown): void {
    const asked = this.sent.find(sent => sent.verb === verb);
    this.say({ id: asked?.id, ok: true, result });
  }
}

function makeContext() {
  const comms: FakeComm[] = [];
  const source = {};
  const kernel = {
    handleComms: true,
    isDisposed: false,
    createComm: () => {
      const comm = new FakeComm();
      comms.push(comm);
      return comm;
    }
  };
  const context = {
    session: { kernel: kernel as typeof kernel | null },
    kernelChanged: new Signal<unknown, unknown>(source),
    statusChanged: new Signal<unknown, string>(source)
  };
  return {
    context,
    comms,
    link: new KernelLink(context as unknown as ISessionContext)
  };
}

describe('KernelLink', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks for the state and keeps it current', async () => {
    const { link, comms } = makeContext();
    expect(link.support).toBe('waiting');
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.support).toBe('yes');
    comms[0]?.say({ event: 'state', ...STATE, pending: 3 });
    expect(link.state?.pending).toBe(3);
  });

  it('gives each answer to its own question', async () => {
    const { link, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    const plan = link.plan('ab12');
    const undo = link.undo();
    comms[0]?.answer('undo', 'undone');
    comms[0]?.answer('plan', 'planned');
    await expect(plan).resolves.toBe('planned');
    await expect(undo).resolves.toBe('undone');
    expect(comms[0]?.sent[1]?.arguments).toEqual({ ref: 'ab12' });
  });

  it('passes on why the kernel refused', async () => {
    const { link, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    const restore = link.restore('ab12', ['df']);
    comms[0]?.say({
      id: 2,
      ok: false,
      error: { kind: 'conflict', message: 'A cell is running.', hint: '' }
    });
    await expect(restore).rejects.toMatchObject({
      kind: 'conflict',
      message: 'A cell is running.'
    });
  });

  it('knows a kernel without our target', async () => {
    const { link, comms } = makeContext();
    comms[0]?.onClose({});
    await vi.advanceTimersByTimeAsync(0);
    expect(link.support).toBe('no');
    await expect(link.plan('ab12')).rejects.toMatchObject({
      kind: 'no_support'
    });
  });

  it('knows a kernel that ignores comms', async () => {
    const { link } = makeContext();
    await vi.advanceTimersByTimeAsync(3000);
    expect(link.support).toBe('no');
  });

  it('begins anew after a restart, and leaves no question open', async () => {
    const { link, context, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    const undo = link.undo();
    context.statusChanged.emit('restarting');
    await expect(undo).rejects.toMatchObject({ kind: 'conflict' });
    expect(link.state).toBeNull();
    context.statusChanged.emit('idle');
    expect(comms).toHaveLength(2);
  });

  it('asks again when a kernel without support begins to record', () => {
    const { link, comms } = makeContext();
    comms[0]?.onClose({});
    link.recorded();
    expect(comms).toHaveLength(2);
  });

  it('has no support to speak of without a kernel', () => {
    const { link, context } = makeContext();
    context.session.kernel = null;
    expect(link.support).toBe('none');
  });
});
