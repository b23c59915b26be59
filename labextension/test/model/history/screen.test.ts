import { describe, expect, it } from 'vitest';

import { ProblemError } from '../../../src/api/problem';
import { screenOf, type IScreenFacts } from '../../../src/model/history/screen';
import { makeRows } from '../../rows';

const facts = (change: Partial<IScreenFacts>): IScreenFacts => ({
  reach: 'online',
  notebook: 'a.ipynb',
  rows: [],
  filter: '',
  isLoading: false,
  problem: null,
  executions: 5,
  ...change
});

const kind = (change: Partial<IScreenFacts>): string =>
  screenOf(facts(change)).kind;

const problem = (name: string): ProblemError =>
  new ProblemError(name, 'why', 'what to do');

describe('screenOf', () => {
  it('names the missing server part before all else', () => {
    expect(kind({ reach: 'missing', notebook: null })).toBe('missing');
  });

  it('asks for a notebook', () => {
    expect(kind({ notebook: null })).toBe('no-notebook');
  });

  it('shows the list', () => {
    expect(kind({ rows: makeRows(2, 2) })).toBe('list');
  });

  it('keeps the list while offline, loading or after an error', () => {
    const rows = makeRows(2, 2);
    expect(kind({ rows, reach: 'offline' })).toBe('list');
    expect(kind({ rows, isLoading: true })).toBe('list');
    expect(kind({ rows, problem: problem('corrupt') })).toBe('list');
  });

  it('greets the first time and only then', () => {
    expect(kind({ executions: 0 })).toBe('first-time');
    expect(kind({ executions: 1 })).toBe('empty');
  });

  it('tells what nothing matched', () => {
    expect(screenOf(facts({ filter: ' acc > .99 ' }))).toEqual({
      kind: 'no-match',
      filter: 'acc > .99'
    });
  });

  it('tells what is wrong with a filter even above rows', () => {
    const rows = makeRows(1, 1);
    expect(kind({ rows, filter: '((', problem: problem('invalid') })).toBe(
      'bad-filter'
    );
  });

  it('tells an error and being offline apart', () => {
    expect(kind({ problem: problem('store_unavailable') })).toBe('error');
    expect(kind({ problem: problem('offline'), reach: 'offline' })).toBe(
      'offline'
    );
  });

  it('waits while loading', () => {
    expect(kind({ isLoading: true })).toBe('loading');
    expect(kind({ reach: 'unknown' })).toBe('loading');
  });
});
