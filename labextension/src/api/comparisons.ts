import type { Client } from 'openapi-fetch';

import { taken } from './request';
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type IComparisonRequest = Schemas['ComparisonRequest'];
export type IComparison = Schemas['Comparison'];
export type ISide = Schemas['Side'];
export type ICellChange = Schemas['CellChange'];
export type ICellPair = Schemas['CellPair'];
export type IMetricChange = Schemas['MetricChange'];
export type IVariableDifferences = Schemas['VariableDifferences'];
export type IVariableChange = Schemas['VariableChange'];
export type IVariableLife = Schemas['VariableLife'];
export type ICellHistory = Schemas['CellHistory'];
export type ICellVersion = Schemas['CellVersion'];
export type IKnownCell = Schemas['KnownCell'];
export type IBaseline = Schemas['Baseline'];
export type IWhy = Schemas['Why'];
export type ICause = Schemas['Cause'];
export type INotebookRestore = Schemas['NotebookRestore'];

/** Which cell of a comparison: its index at each side, null where it is not. */
export interface ICellPlace {
  before: number | null;
  after: number | null;
}

/** Two references of checkpoints, and where relative ones are meant. */
export interface IBetween {
  before: string;
  after: string;
  notebook?: string;
  session?: string;
}

export interface IBaselineQuery {
  notebook: string;
  kind?: 'best' | 'pinned';
  /** As `acc:up,loss:down`; other names are guessed. */
  goals?: string;
}

/** States beside each other, cells and variables over time, notebooks put back. */
export interface IComparisons {
  compare(request: IComparisonRequest): Promise<IComparison>;
  /** One cell whole; ask again with the same request. */
  compareCell(
    request: IComparisonRequest,
    place: ICellPlace
  ): Promise<ICellPair>;
  compareVariables(query: IBetween): Promise<IVariableDifferences>;
  variableLife(name: string, notebook: string): Promise<IVariableLife>;
  cellHistory(cell: string, notebook: string): Promise<ICellHistory>;
  /** All cells that ran, deleted ones too. */
  knownCells(notebook: string): Promise<readonly IKnownCell[]>;
  baseline(query: IBaselineQuery): Promise<IBaseline>;
  why(query: IBetween & { metric: string }): Promise<IWhy>;
  /** Also when it was undone: again, with `undone_at`. */
  recordNotebookRestore(restore: INotebookRestore): Promise<void>;
  /** Newest first, without documents. */
  notebookRestores(notebook: string): Promise<readonly INotebookRestore[]>;
  /** With the document as it was before. */
  notebookRestore(id: string): Promise<INotebookRestore>;
}

export function comparisonsOf(api: Client<paths>): IComparisons {
  return {
    compare: body =>
      taken(api.POST('/jupyter-mm/api/v1/comparisons', { body })),
    compareCell: (request, place) => {
      const body = { request, ...place };
      return taken(api.POST('/jupyter-mm/api/v1/comparisons/cell', { body }));
    },
    compareVariables: query =>
      taken(
        api.GET('/jupyter-mm/api/v1/variable-differences', {
          params: { query }
        })
      ),
    baseline: query =>
      taken(api.GET('/jupyter-mm/api/v1/baseline', { params: { query } })),
    why: query =>
      taken(api.GET('/jupyter-mm/api/v1/why', { params: { query } })),
    ...livesOf(api),
    ...notebookRestoresOf(api)
  };
}

/** Cells and variables over time. */
function livesOf(
  api: Client<paths>
): Pick<IComparisons, 'variableLife' | 'cellHistory' | 'knownCells'> {
  return {
    variableLife: (name, notebook) =>
      taken(
        api.GET('/jupyter-mm/api/v1/variables/{name}/life', {
          params: { path: { name }, query: { notebook } }
        })
      ),
    cellHistory: (id, notebook) =>
      taken(
        api.GET('/jupyter-mm/api/v1/cells/{id}/history', {
          params: { path: { id }, query: { notebook } }
        })
      ),
    knownCells: async notebook => {
      const query = { notebook };
      const found = await taken(
        api.GET('/jupyter-mm/api/v1/cells', { params: { query } })
      );
      return found.cells;
    }
  };
}

function notebookRestoresOf(
  api: Client<paths>
): Pick<
  IComparisons,
  'recordNotebookRestore' | 'notebookRestores' | 'notebookRestore'
> {
  return {
    recordNotebookRestore: async body => {
      await taken(api.POST('/jupyter-mm/api/v1/notebook-restores', { body }));
    },
    notebookRestores: async notebook => {
      const query = { notebook };
      const found = await taken(
        api.GET('/jupyter-mm/api/v1/notebook-restores', { params: { query } })
      );
      return found.items;
    },
    notebookRestore: id =>
      taken(
        api.GET('/jupyter-mm/api/v1/notebook-restores/{id}', {
          params: { path: { id } }
        })
      )
  };
}
