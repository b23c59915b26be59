import { describe, expect, it } from 'vitest';

import { asProblem, problemOf } from '../../src/api/problem';

describe('problemOf', () => {
  it('reads the one error shape', () => {
    const problem = problemOf(507, {
      error: { kind: 'store_full', message: 'Full.', hint: 'Free space.' }
    });
    expect([problem.kind, problem.message, problem.hint]).toEqual([
      'store_full',
      'Full.',
      'Free space.'
    ]);
  });

  it('knows a server without our extension', () => {
    expect(problemOf(404, '<html>404</html>').kind).toBe('missing');
    expect(
      problemOf(404, { error: { kind: 'not_found', message: 'x' } }).kind
    ).toBe('not_found');
  });

  it.each([
    [403, 'denied'],
    [502, 'offline'],
    [500, 'error']
  ])('makes something of status %d', (status, kind) => {
    expect(problemOf(status, null).kind).toBe(kind);
  });

  it('takes whatever was thrown', () => {
    expect(asProblem('text').message).toBe('text');
    expect(asProblem(new TypeError('bad')).message).toBe('bad');
  });
});
