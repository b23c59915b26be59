import { ServerConnection } from '@jupyterlab/services';
import { describe, expect, it, vi } from 'vitest';

import { makeClient } from '../../src/api/client';
import { makePage, makeRows } from '../rows';

const BASE = 'http://127.0.0.1:9/user/dana/';

function connect(reply: () => Promise<Response>) {
  const asked: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: BASE,
    token: 'secret',
    fetch: vi.fn((request: RequestInfo | URL) => {
      asked.push(request as Request);
      return reply();
    })
  });
  return { client: makeClient(settings), asked };
}

const json = (value: unknown, status = 200): (() => Promise<Response>) => {
  const headers = { 'Content-Type': 'application/json' };
  return () =>
    Promise.resolve(new Response(JSON.stringify(value), { status, headers }));
};

const ok = json({ id: 'x' });

const snapshot = {
  kernel_id: 'k',
  executions: ['e'],
  path: 'a.ipynb',
  metadata: {},
  cells: []
};

describe('client', () => {
  it('asks below the server base URL, with the token in the header', async () => {
    const { client, asked } = connect(json(makePage(makeRows(2, 2))));
    const page = await client.history({ notebook: 'a b.ipynb', limit: 5 });
    expect(page.rows).toHaveLength(2);
    const url = new URL(asked[0]?.url ?? '');
    expect(url.pathname).toBe('/user/dana/jupyter-mm/api/v1/history');
    expect(url.searchParams.get('notebook')).toBe('a b.ipynb');
    expect(url.searchParams.has('token')).toBe(false);
    expect([...url.searchParams.keys()]).toEqual(['notebook', 'limit']);
    expect(asked[0]?.headers.get('Authorization')).toBe('token secret');
  });

  it('escapes what stands in the path', async () => {
    const { client, asked } = connect(json({}));
    await client.notebook('../../x?y');
    expect(asked[0]?.url).toBe(
      `${BASE}jupyter-mm/api/v1/checkpoints/..%2F..%2Fx%3Fy/notebook`
    );
  });

  it('asks for one cell of a comparison with the request it was in', async () => {
    const { client, asked } = connect(json({ before: null, after: null }));
    const request = { before: 'now~1', after: 'now', notebook: 'a.ipynb' };
    await client.compareCell(request, { before: null, after: 3 });
    expect(asked[0]?.url).toBe(`${BASE}jupyter-mm/api/v1/comparisons/cell`);
    expect(await asked[0]?.json()).toEqual({ request, before: null, after: 3 });
  });

  it('sends JSON', async () => {
    const { client, asked } = connect(json({}));
    await client.annotate('ab12', { message: 'first' });
    expect(asked[0]?.method).toBe('POST');
    expect(asked[0]?.headers.get('Content-Type')).toBe('application/json');
    await expect(asked[0]?.json()).resolves.toEqual({ message: 'first' });
  });

  it('passes on an error with its kind and hint', async () => {
    const error = { kind: 'invalid', message: 'Bad.', hint: 'Do.' };
    const { client } = connect(json({ error }, 400));
    await expect(client.status()).rejects.toMatchObject(error);
  });

  it('tells a server that is away', async () => {
    const { client } = connect(() => Promise.reject(new TypeError('refused')));
    await expect(client.status()).rejects.toMatchObject({ kind: 'offline' });
  });

  it('does not wait for ever on a line that died', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout');
    const { client, asked } = connect(json({}));
    await client.status();
    await client.verifyData('ab12');
    expect(limits.mock.calls).toEqual([[60_000], [600_000]]);
    expect(asked[0]?.signal.aborted).toBe(false);
    const late = new DOMException('late', 'TimeoutError');
    limits.mockReturnValueOnce(AbortSignal.abort(late));
    await expect(
      connect(() => Promise.reject(late)).client.status()
    ).rejects.toMatchObject({ kind: 'slow' });
    limits.mockRestore();
  });

  it('sends a document once more when the browser refuses to keep it alive', async () => {
    let isFirst = true;
    const { client, asked } = connect(() => {
      const answer = isFirst ? Promise.reject(new TypeError('quota')) : ok();
      isFirst = false;
      return answer;
    });
    await client.recordDocument(snapshot);
    expect(asked.map(({ keepalive }) => keepalive)).toEqual([true, false]);
  });

  it('lets a small document outlive its page', async () => {
    const { client, asked } = connect(json({ id: 'x' }));
    await client.recordDocument(snapshot);
    expect(asked[0]?.keepalive).toBe(true);
    await client.recordDocument({
      ...snapshot,
      metadata: { long: 'x'.repeat(80_000) }
    });
    expect(asked[1]?.keepalive).toBe(false);
  });
});
