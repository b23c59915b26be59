import { ServerConnection } from '@jupyterlab/services';
import createClient, { type Client } from 'openapi-fetch';

import { problemOf, ProblemError } from './problem';
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type IHistoryRow = Schemas['HistoryRow'];
export type IHistoryPage = Schemas['HistoryPage'];
export type IStoreStatus = Schemas['StoreStatus'];
export type IThumbnail = Schemas['Thumbnail'];
export type INotebookAsItWas = Schemas['NotebookAsItWas'];
export type ILatestOutputs = Schemas['LatestOutputs'];
export type ICellOutputs = Schemas['CellOutputs'];
export type IAnnotation = Schemas['Annotation'];
export type IDocumentSnapshot = Schemas['DocumentSnapshot'];
export type ICellState = Schemas['CellState'];

export interface IHistoryQuery {
  notebook?: string;
  session?: string;
  where?: string;
  before?: number;
  limit?: number;
}

/** What models ask of the server; tests give them a plain object. */
export interface IClient {
  status(): Promise<IStoreStatus>;
  history(query: IHistoryQuery): Promise<IHistoryPage>;
  thumbnail(execution: string): Promise<IThumbnail>;
  notebook(ref: string, notebook?: string): Promise<INotebookAsItWas>;
  annotate(ref: string, annotation: IAnnotation): Promise<IHistoryRow>;
  latestOutputs(notebook: string): Promise<ILatestOutputs>;
  recordDocument(snapshot: IDocumentSnapshot): Promise<void>;
}

/** Browsers refuse `keepalive` requests whose bodies are larger, all together. */
const KEEPALIVE_LIMIT_BYTES = 60_000;

/** The server's operations, with JupyterLab's own connection and credentials. */
export function makeClient(settings: ServerConnection.ISettings): IClient {
  const api = createClient<paths>({
    baseUrl: settings.baseUrl,
    fetch: request => send(request, settings)
  });
  return {
    status: () => taken(api.GET('/jupyter-mm/api/v1/status')),
    history: query =>
      taken(api.GET('/jupyter-mm/api/v1/history', { params: { query } })),
    thumbnail: id =>
      taken(
        api.GET('/jupyter-mm/api/v1/executions/{id}/thumbnail', {
          params: { path: { id } }
        })
      ),
    notebook: (ref, notebook) =>
      taken(
        api.GET('/jupyter-mm/api/v1/checkpoints/{ref}/notebook', {
          params: { path: { ref }, query: notebook ? { notebook } : {} }
        })
      ),
    annotate: (ref, body) =>
      taken(
        api.POST('/jupyter-mm/api/v1/checkpoints/{ref}/annotations', {
          params: { path: { ref } },
          body
        })
      ),
    latestOutputs: notebook =>
      taken(
        api.GET('/jupyter-mm/api/v1/outputs', {
          params: { query: { notebook } }
        })
      ),
    recordDocument: snapshot => recordDocument(api, snapshot)
  };
}

async function recordDocument(
  api: Client<paths>,
  snapshot: IDocumentSnapshot
): Promise<void> {
  const size = new Blob([JSON.stringify(snapshot)]).size;
  const post = (keepalive: boolean): Promise<unknown> =>
    taken(
      api.POST('/jupyter-mm/api/v1/documents', { body: snapshot, keepalive })
    );
  if (size >= KEEPALIVE_LIMIT_BYTES) {
    await post(false);
    return;
  }
  try {
    await post(true);
  } catch (reason) {
    // Several at once may be too large together: that reads as a network error.
    if (!(reason instanceof ProblemError) || reason.kind !== 'offline') {
      throw reason;
    }
    await post(false);
  }
}

/** Hand a request of openapi-fetch to ServerConnection: token, XSRF, cookies. */
async function send(
  request: Request,
  settings: ServerConnection.ISettings
): Promise<Response> {
  const init: RequestInit = {
    method: request.method,
    keepalive: request.keepalive,
    // Not ServerConnection's `no-store`: that appends a nameless query key.
    cache: 'no-cache'
  };
  if (request.method !== 'GET') {
    init.body = await request.text();
    init.headers = { 'Content-Type': 'application/json' };
  }
  return ServerConnection.makeRequest(request.url, init, settings);
}

/** The answer of a request, or the error that it stands for. */
async function taken<T>(
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
    throw reason;
  }
}
