import { ServerConnection } from '@jupyterlab/services';

import { problemOf, ProblemError } from './problem';

const PATIENCE_MS = 60_000;
/** What reads much: a comparison of long histories, all data files anew. */
const SLOW = /\/(verify|comparisons|why)\b/;
const SLOW_MS = 600_000;

/** Hand a request of openapi-fetch to ServerConnection: token, XSRF, cookies. */
export async function send(
  request: Request,
  settings: ServerConnection.ISettings
): Promise<Response> {
  // A line that died without a word, as in a sleeping computer, never answers.
  const signal = AbortSignal.timeout(
    SLOW.test(request.url) ? SLOW_MS : PATIENCE_MS
  );
  const init: RequestInit = {
    method: request.method,
    keepalive: request.keepalive,
    signal,
    // Not ServerConnection's `no-store`: that appends a nameless query key.
    cache: 'no-cache'
  };
  if (request.method !== 'GET') {
    init.body = await request.text();
    init.headers = { 'Content-Type': 'application/json' };
  }
  try {
    return await ServerConnection.makeRequest(request.url, init, settings);
  } catch (reason) {
    signal.throwIfAborted(); // ServerConnection takes all for failures of the line
    throw reason;
  }
}

/** The answer of a request, or the error that it stands for. */
export async function taken<T>(
  reply: Promise<{ data?: T; error?: unknown; response: Response }>
): Promise<T> {
  try {
    const { data, error, response } = await reply;
    if (data !== undefined && response.ok) {
      return data;
    }
    throw problemOf(response.status, error);
  } catch (reason) {
    if (reason instanceof ServerConnection.NetworkError) {
      throw new ProblemError('offline', reason.message, '');
    }
    if (reason instanceof DOMException && reason.name === 'TimeoutError') {
      const text = 'The server took too long to answer.';
      throw new ProblemError('slow', text, 'Try again.');
    }
    throw reason;
  }
}
