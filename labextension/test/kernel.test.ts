import type { ISessionContext } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { KernelLink } from '../src/kernel';
import type { IWishes } from '../src/model/wishes';
import { STATE } from './state';
import { trans } from './translation';

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

function makeContext(wishes?: IWishes) {
  const comms: FakeComm[] = [];
  const source = {};
  const kernel = {
    handleComms: true,
    isDisposed: false,
    status: 'idle',
    createComm: () => {
      const comm = new FakeComm();
      comms.push(comm);
      return comm;
    }
  };
  const context = {
    path: 'a.ipynb',
    session: { kernel: kernel as typeof kernel | null },
    kernelChanged: new Signal<unknown, unknown>(source),
    statusChanged: new Signal<unknown, string>(source),
    connectionStatusChanged: new Signal<unknown, string>(source),
    propertyChanged: new Signal<unknown, string>(source)
  };
  return {
    context,
    comms,
    link: new KernelLink(
      context as unknown as ISessionContext,
      trans,
      wishes && (() => wishes)
    )
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
    expect(comms[0]?.open).toHaveBeenCalledWith({ notebook: 'a.ipynb' });
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.support).toBe('yes');
    comms[0]?.say({ event: 'state', ...STATE, pending: 3 });
    expect(link.state?.pending).toBe(3);
  });

  it('asks nothing of a kernel that runs a cell, so that nothing is done later', async () => {
    const { link, comms, context } = makeContext();
    comms[0]?.answer('status', STATE);
    const { kernel } = context.session;
    Object.assign(kernel ?? {}, { status: 'busy' });
    const asked = Promise.allSettled([
      ...[link.plan('c'), link.restore('c'), link.undo(), link.redo()],
      ...[link.recover(), link.get('c', 'x', 'y')]
    ]);
    await vi.advanceTimersByTimeAsync(2000);
    for (const answer of await asked) {
      expect(answer).toMatchObject({ reason: { kind: 'conflict' } });
    }
    Object.assign(kernel ?? {}, { status: 'idle' });
    context.statusChanged.emit('idle');
    await vi.advanceTimersByTimeAsync(0);
    expect(comms[0]?.sent.map(({ verb }) => verb)).toEqual(['status']);
  });

  it('waits for a kernel that is busy for a moment', async () => {
    const { link, comms, context } = makeContext();
    comms[0]?.answer('status', STATE);
    const { kernel } = context.session;
    Object.assign(kernel ?? {}, { status: 'busy' });
    const report = link.undo();
    await vi.advanceTimersByTimeAsync(500);
    Object.assign(kernel ?? {}, { status: 'idle' });
    context.statusChanged.emit('idle');
    await vi.advanceTimersByTimeAsync(0);
    comms[0]?.answer('undo', { undo: 'u' });
    expect(await report).toEqual({ undo: 'u' });
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
    const restore = link.restore('ab12', { names: ['df'] });
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

  it('asks for computing again only what was chosen', () => {
    const { link, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    void link.restore('ab12');
    void link.restore('ab12', { recompute: ['df'] });
    void link.recover();
    expect(comms[0]?.sent.slice(1).map(sent => sent.arguments)).toEqual([
      { ref: 'ab12' },
      { ref: 'ab12', recompute: ['df'] },
      {}
    ]);
  });

  it('learns the state from the answer to a decision', async () => {
    const { link, comms } = makeContext();
    const asks = [{ name: 'df', size_bytes: 312e6 }];
    comms[0]?.answer('status', { ...STATE, asks });
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state?.asks).toEqual(asks);
    const decided = link.decide('df', false);
    comms[0]?.answer('decide', { ...STATE, asks: [], excluded: ['df'] });
    await decided;
    expect(link.state?.excluded).toEqual(['df']);
    expect(comms[0]?.sent[1]).toMatchObject({
      verb: 'decide',
      arguments: { name: 'df', keep: false }
    });
    void link.pause(true);
    void link.exclude(['tmp*'], false);
    expect(comms[0]?.sent.slice(2).map(sent => sent.arguments)).toEqual([
      { paused: true },
      { names: ['tmp*'], on: false }
    ]);
  });

  it('notes when the state was told', async () => {
    vi.setSystemTime(1_000_000);
    const { link, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.heardAt).toBe(1000);
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

  it('leaves no question open when the line breaks, or the notebook closes', async () => {
    const { link, context, comms } = makeContext();
    context.connectionStatusChanged.emit('connecting');
    comms[0]?.answer('status', STATE); // which JupyterLab sends when it can
    await vi.advanceTimersByTimeAsync(0);
    expect(link.support).toBe('yes');
    const broken = link.undo();
    context.connectionStatusChanged.emit('connecting');
    await expect(broken).rejects.toMatchObject({ kind: 'conflict' });
    context.connectionStatusChanged.emit('connected');
    expect(comms).toHaveLength(1);
    const closed = link.restore('c');
    link.close();
    await expect(closed).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('says what is left out before anything that runs after a restart', () => {
    const { context, comms } = makeContext({ exclude: ['k*'], paused: true });
    const opening = { notebook: 'a.ipynb', exclude: ['k*'], paused: true };
    expect(comms[0]?.open).toHaveBeenCalledWith(opening);
    context.statusChanged.emit('restarting');
    // JupyterLab sends cells that wait as soon as the listeners of this are done.
    context.connectionStatusChanged.emit('connected');
    expect(comms[1]?.open).toHaveBeenCalledWith(opening);
    context.statusChanged.emit('idle');
    expect(comms).toHaveLength(2);
  });

  it('tells the new name of its notebook', async () => {
    const { context, comms } = makeContext();
    comms[0]?.answer('status', STATE);
    await vi.advanceTimersByTimeAsync(0);
    context.path = 'b.ipynb';
    context.propertyChanged.emit('path');
    expect(comms[0]?.sent[1]).toMatchObject({
      verb: 'notebook',
      arguments: { path: 'b.ipynb' }
    });
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

  it('leaves the kernel to other views when its own is closed', () => {
    const { link, context, comms } = makeContext();
    link.dispose();
    context.statusChanged.emit('idle');
    context.kernelChanged.emit(null);
    context.connectionStatusChanged.emit('connected');
    expect(comms).toHaveLength(1);
    expect(comms[0]?.close).toHaveBeenCalledOnce();
  });
});
