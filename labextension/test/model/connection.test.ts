import { afterEach, describe, expect, it, vi } from 'vitest';

import { ProblemError } from '../../src/api/problem';
import { Connection } from '../../src/model/connection';
import { makeClient, STORE } from '../rows';

const offline = new ProblemError('offline', 'no answer', '');

describe('Connection', () => {
  let connection: Connection | undefined;

  afterEach(() => {
    connection?.dispose();
  });

  it('learns how the store is', async () => {
    connection = new Connection(makeClient());
    await connection.check();
    expect(connection.reach).toBe('online');
    expect(connection.store).toEqual(STORE);
  });

  it('asks only while the server is away, and tells when it is back', async () => {
    let isAway = true;
    const status = vi.fn(() =>
      isAway ? Promise.reject(offline) : Promise.resolve(STORE)
    );
    const restored = vi.fn();
    connection = new Connection(makeClient({ status }));
    connection.restored.connect(restored);
    connection.failed(offline);
    expect(connection.reach).toBe('offline');
    isAway = false;
    await vi.waitFor(() => expect(restored).toHaveBeenCalledOnce(), 10_000);
    expect(connection.reach).toBe('online');
    const asked = status.mock.calls.length;
    await new Promise(resolve => setTimeout(resolve, 2000));
    expect(status.mock.calls.length).toBe(asked);
  });

  it('stops asking a server without our extension', async () => {
    const status = vi.fn(() =>
      Promise.reject(new ProblemError('missing', 'none', ''))
    );
    connection = new Connection(makeClient({ status }));
    await connection.check();
    connection.failed(offline);
    expect(connection.reach).toBe('missing');
    expect(status).toHaveBeenCalledOnce();
  });

  it('does not take an error of the store for a lost line', () => {
    connection = new Connection(makeClient());
    connection.failed(new ProblemError('store_full', 'full', ''));
    expect(connection.reach).toBe('unknown');
  });

  it('asks whether a server that is slow with one thing is there', async () => {
    const slow = new ProblemError('slow', 'too long', '');
    const status = vi.fn(() => Promise.resolve(STORE));
    const restored = vi.fn();
    connection = new Connection(makeClient({ status }));
    connection.restored.connect(restored);
    await connection.check();
    connection.failed(slow);
    expect(connection.reach).toBe('online');
    await vi.waitFor(() => expect(status).toHaveBeenCalledTimes(2));
    expect(restored).not.toHaveBeenCalled();
    status.mockImplementation(() => Promise.reject(slow));
    connection.failed(slow);
    await vi.waitFor(() => expect(connection?.reach).toBe('offline'));
  });
});
