import type { ServerConnection } from '@jupyterlab/services';
import createClient, { type Client } from 'openapi-fetch';

import { comparisonsOf, type IComparisons } from './comparisons';
import { ProblemError } from './problem';
import { send, taken } from './request';
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type IHistoryRow = Schemas['HistoryRow'];
export type IHistoryPage = Schemas['HistoryPage'];
export type IStoreStatus = Schemas['StoreStatus'];
export type IThumbnail = Schemas['Thumbnail'];
export type INotebookAsItWas = Schemas['NotebookAsItWas'];
export type IExecutionDetail = Schemas['ExecutionDetail'];
export type ICheckpointDetail = Schemas['CheckpointDetail'];
export type IVariable = Schemas['ShownVariable'];
/** That an output rests on something which is not in the notebook any more. */
export type IHiddenNote = Schemas['HiddenNote'];
export type ILatestOutputs = Schemas['LatestOutputs'];
export type ICellOutputs = Schemas['CellOutputs'];
export type IAnnotation = Schemas['Annotation'];
export type IDocumentSnapshot = Schemas['DocumentSnapshot'];
export type ICellState = Schemas['CellState'];
export type IDataRef = Schemas['DataRef'];
export type IDataUse = Schemas['DataUse'];
export type IDataList = Schemas['DataList'];
export type IDataCheck = Schemas['DataCheck'];
export type IProfile = Schemas['Profile'];
export type IColumnProfile = Schemas['ColumnProfile'];
export type IPackageChange = Schemas['PackageChange'];
export type IFactChange = Schemas['FactChange'];
export type IEnvironmentDifference = Schemas['EnvironmentDifference'];
export type IEnvironmentShown = Schemas['EnvironmentShown'];
export type IBuiltEnvironment = Schemas['BuiltEnvironment'];
export type IUnmatched = Schemas['Unmatched'];
export type IDrift = Schemas['Drift'];
export type IVerdict = Schemas['Verdict'];
export type IOutputCheck = Schemas['OutputCheck'];
export type IJob = Schemas['Job'];
export type IJobRequest = Schemas['JobRequest'];
export type ILineage = Schemas['Lineage'];
export type IRun = Schemas['Run'];
export type IRunList = Schemas['RunList'];
export type IRunMetric = Schemas['RunMetric'];

export interface IHistoryQuery {
  notebook?: string;
  session?: string;
  where?: string;
  before?: number;
  limit?: number;
}

/** Which data: what is left out does not narrow. */
export interface IDataQuery {
  notebook?: string;
  /** Only what the executions that led to this checkpoint used. */
  ref?: string;
  path?: string;
  limit?: number;
}

/** Which runs, and how fine their curves. */
export interface IRunsQuery {
  notebook: string;
  where?: string;
  limit?: number;
  points?: number;
}

/** What models ask of the server; tests give them a plain object. */
export interface IClient extends IComparisons {
  status(): Promise<IStoreStatus>;
  history(query: IHistoryQuery): Promise<IHistoryPage>;
  thumbnail(execution: string): Promise<IThumbnail>;
  execution(id: string): Promise<IExecutionDetail>;
  checkpoint(ref: string, notebook?: string): Promise<ICheckpointDetail>;
  notebook(ref: string, notebook?: string): Promise<INotebookAsItWas>;
  annotate(ref: string, annotation: IAnnotation): Promise<IHistoryRow>;
  latestOutputs(notebook: string): Promise<ILatestOutputs>;
  hiddenState(notebook: string): Promise<readonly IHiddenNote[]>;
  recordDocument(snapshot: IDocumentSnapshot): Promise<void>;
  /** Newest first. */
  runs(query: IRunsQuery): Promise<IRunList>;
  data(query: IDataQuery): Promise<IDataList>;
  /** Read all data of a checkpoint again, whole. */
  verifyData(ref: string): Promise<readonly IDataCheck[]>;
  profile(digest: string): Promise<IProfile>;
  /** What came of a file, as far as executions are recorded. */
  lineageOf(path: string): Promise<ILineage>;
  environment(ref: string): Promise<IEnvironmentShown>;
  environmentDifference(
    before: string,
    after: string
  ): Promise<IEnvironmentDifference>;
  /** Against the latest execution of the notebook. */
  drift(ref: string, notebook?: string): Promise<IDrift>;
  verdicts(ref: string): Promise<readonly IVerdict[]>;
  jobs(): Promise<readonly IJob[]>;
  startJob(request: IJobRequest): Promise<IJob>;
  cancelJob(id: string): Promise<IJob>;
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
    execution: id =>
      taken(
        api.GET('/jupyter-mm/api/v1/executions/{id}', {
          params: { path: { id } }
        })
      ),
    checkpoint: (ref, notebook) =>
      taken(
        api.GET('/jupyter-mm/api/v1/checkpoints/{ref}', {
          params: { path: { ref }, query: notebook ? { notebook } : {} }
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
    hiddenState: async notebook => {
      const query = { notebook };
      const found = await taken(
        api.GET('/jupyter-mm/api/v1/hidden-state', { params: { query } })
      );
      return found.notes;
    },
    recordDocument: snapshot => recordDocument(api, snapshot),
    runs: query =>
      taken(api.GET('/jupyter-mm/api/v1/runs', { params: { query } })),
    ...evidenceOf(api),
    ...jobsOf(api),
    ...comparisonsOf(api)
  };
}

/** What things ran on: data and environments. */
function evidenceOf(
  api: Client<paths>
): Pick<
  IClient,
  | 'data'
  | 'verifyData'
  | 'profile'
  | 'lineageOf'
  | 'environment'
  | 'environmentDifference'
  | 'drift'
> {
  return {
    data: query =>
      taken(api.GET('/jupyter-mm/api/v1/data', { params: { query } })),
    verifyData: async ref => {
      const path = { ref };
      const report = await taken(
        api.POST('/jupyter-mm/api/v1/checkpoints/{ref}/verify-data', {
          params: { path }
        })
      );
      return report.checks;
    },
    profile: digest =>
      taken(
        api.GET('/jupyter-mm/api/v1/data-profile', {
          params: { query: { digest } }
        })
      ),
    lineageOf: path =>
      taken(
        api.GET('/jupyter-mm/api/v1/lineage', {
          params: { query: { path, direction: 'down' } }
        })
      ),
    environment: ref =>
      taken(
        api.GET('/jupyter-mm/api/v1/environments/{ref}', {
          params: { path: { ref } }
        })
      ),
    environmentDifference: (before, after) =>
      taken(
        api.GET('/jupyter-mm/api/v1/environment-difference', {
          params: { query: { before, after } }
        })
      ),
    drift: (ref, notebook) =>
      taken(
        api.GET('/jupyter-mm/api/v1/checkpoints/{ref}/drift', {
          params: { path: { ref }, query: notebook ? { notebook } : {} }
        })
      )
  };
}

/** Long work on the server, and what came of it. */
function jobsOf(
  api: Client<paths>
): Pick<IClient, 'verdicts' | 'jobs' | 'startJob' | 'cancelJob'> {
  return {
    verdicts: async ref => {
      const path = { ref };
      const found = await taken(
        api.GET('/jupyter-mm/api/v1/checkpoints/{ref}/verdicts', {
          params: { path }
        })
      );
      return found.items;
    },
    jobs: async () => (await taken(api.GET('/jupyter-mm/api/v1/jobs'))).items,
    startJob: body => taken(api.POST('/jupyter-mm/api/v1/jobs', { body })),
    cancelJob: id =>
      taken(
        api.POST('/jupyter-mm/api/v1/jobs/{id}/cancel', {
          params: { path: { id } }
        })
      )
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
