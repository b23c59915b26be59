// Data, environments, verdicts and jobs for the tests of this folder.
import type {
  IDataUse,
  IEnvironmentDifference,
  IJob,
  IVerdict
} from '../src/api/client';
import { NOON } from './rows';

export function makeUse(
  path: string,
  change: Omit<Partial<IDataUse>, 'ref'> & {
    ref?: Partial<IDataUse['ref']>;
  } = {}
): IDataUse {
  const { ref, ...rest } = change;
  return {
    ref: {
      ...{ path, mode: 'r', size_bytes: 2_100_000, mtime_ns: 1 },
      ...{ digest: 'd1'.repeat(32), reason: null, how: 'pandas' },
      ...{ files: null, version: null, label: null, kept: null },
      ...ref
    },
    ...{ execution: 'e1', notebook: 'a.ipynb', cell: 'c1', title: 'load' },
    ...{ started_at: NOON - 180, uses: 3, now: 'same', has_profile: false },
    ...rest
  };
}

export const DIFFERENCE: IEnvironmentDifference = {
  before: 'aa'.repeat(32),
  after: 'bb'.repeat(32),
  packages: [
    {
      ...{ name: 'numpy', kind: 'changed', before: '1.26.4', after: '2.0.1' },
      is_direct: true
    },
    {
      ...{ name: 'tzdata', kind: 'added', before: null, after: '2026.1' },
      is_direct: false
    }
  ],
  facts: []
};

export function makeVerdict(change: Partial<IVerdict> = {}): IVerdict {
  return {
    ...{ id: 'v1', checkpoint: 'ab'.repeat(32), outcome: 'different' },
    summary: 'acc: 0.93 became 0.91',
    ...{ started_at: NOON - 60, duration_s: 12.3, tolerance: 1e-6 },
    ...{ is_slice: false, python: '3.11.7' },
    outputs: [
      {
        ...{ execution: 'e1', cell: 'c1', title: 'load', outcome: 'same' },
        detail: ''
      },
      {
        ...{ execution: 'e2', cell: 'c2', title: 'score' },
        ...{ outcome: 'different', detail: 'acc: 0.93 became 0.91' }
      }
    ],
    data: [
      {
        ...{ path: '/d/customers.csv', kind: 'changed', before: 'a' },
        ...{ now: 'b', detail: '+1 row' }
      }
    ],
    packages: [],
    unmatched: [],
    ...change
  };
}

export function makeJob(change: Partial<IJob> = {}): IJob {
  return {
    ...{ id: 'j1', kind: 'reproduce', ref: 'ab', checkpoint: null },
    ...{ title: 'Reproduce “load”', status: 'running' },
    ...{ step: 'Installing 41 packages', fraction: 0.25 },
    ...{ started_at: NOON - 10, ended_at: null, message: null },
    ...{ needs_consent: [], log: [], verdict: null, built: null },
    ...change
  };
}
