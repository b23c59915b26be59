// Rows and clients for the tests of this folder.
import type {
  IClient,
  IHistoryPage,
  IHistoryRow,
  IStoreStatus
} from '../src/api/client';

/** 2026-11-21, noon, where the test runs. */
export const NOON = new Date(2026, 10, 21, 12).getTime() / 1000;

export function makeRow(
  position: number,
  change: Partial<IHistoryRow> = {}
): IHistoryRow {
  return {
    execution: `e${position}`,
    position,
    session: 's',
    notebook: 'a.ipynb',
    cell: `c${position}`,
    title: `row ${position}`,
    status: 'ok',
    error: null,
    count: position,
    started_at: NOON - 60,
    duration_s: 1,
    recorded_at: NOON - 59,
    checkpoint: position.toString(16).padStart(64, '0'),
    parent: null,
    message: null,
    tags: [],
    pinned: false,
    kept: 1,
    skipped: 0,
    size_bytes: 10,
    changed: [],
    metrics: [],
    thumbnail: null,
    outputs: 0,
    lost: null,
    environment: null,
    has_new_environment: false,
    data: 0,
    verdict: null,
    note: null,
    cells: null,
    ...change
  };
}

/** Rows from `newest` down, as the server lists them. */
export function makeRows(newest: number, count: number): IHistoryRow[] {
  return Array.from({ length: count }, (_, i) => makeRow(newest - i));
}

export const STORE: IStoreStatus = {
  version: '0.1.0',
  format: 1,
  store: 'ab',
  read_only: null,
  executions: 3,
  checkpoints: 3,
  waiting: 0,
  rejected: 0,
  errors: 0,
  last_error: null,
  sqlite: '3.40.1'
};

export function makePage(
  rows: IHistoryRow[],
  change: Partial<IHistoryPage> = {}
): IHistoryPage {
  return { rows, total: rows.length, next_before: null, ...change };
}

const unexpected = (): never => {
  throw new Error('not expected in this test');
};

/** A server that answers what a test says, and refuses everything else. */
export function makeClient(answers: Partial<IClient> = {}): IClient {
  return {
    status: () => Promise.resolve(STORE),
    history: unexpected,
    thumbnail: unexpected,
    execution: unexpected,
    checkpoint: unexpected,
    notebook: unexpected,
    annotate: unexpected,
    latestOutputs: unexpected,
    hiddenState: unexpected,
    recordDocument: unexpected,
    runs: unexpected,
    data: unexpected,
    verifyData: unexpected,
    profile: unexpected,
    lineageOf: unexpected,
    environment: unexpected,
    environmentDifference: unexpected,
    drift: unexpected,
    verdicts: unexpected,
    jobs: unexpected,
    startJob: unexpected,
    cancelJob: unexpected,
    compare: unexpected,
    compareCell: unexpected,
    compareVariables: unexpected,
    variableLife: unexpected,
    cellHistory: unexpected,
    knownCells: unexpected,
    baseline: unexpected,
    why: unexpected,
    recordNotebookRestore: unexpected,
    notebookRestores: unexpected,
    notebookRestore: unexpected,
    ...answers
  };
}
