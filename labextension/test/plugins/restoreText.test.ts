import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import type { IRestoreReport } from '../../src/model/kernel/kernel';
import { doneText, type Done } from '../../src/plugins/restoreText';

const trans = nullTranslator.load('jupyter_mm');
const REPORT: IRestoreReport = {
  checkpoint: 'c1',
  restored: [],
  removed: [],
  kept: [],
  missing: [],
  undo: 'u1',
  text: ''
};

function told(
  change: Partial<IRestoreReport>,
  what: Done = 'restored',
  hasNotebook = false
): string {
  const report = { ...REPORT, ...change };
  return doneText({ what, report, hasNotebook }, trans);
}

describe('doneText', () => {
  it('counts what came back and what went', () => {
    expect(told({ restored: ['a'], removed: ['b'] })).toBe(
      '1 variable restored, 1 removed.'
    );
    expect(told({ restored: ['a'], recomputed: ['b', 'c'] })).toBe(
      '1 variable restored, 2 recomputed.'
    );
    expect(told({})).toBe('0 variables restored.');
  });

  it('does not say that nothing was restored where something was removed', () => {
    expect(told({ removed: ['a', 'b'] })).toBe('2 variables removed.');
    expect(told({ removed: ['a'] }, 'undone', true)).toBe(
      'Restore undone: 1 variable removed, notebook as before.'
    );
  });

  it('names what did not come back', () => {
    const missing = [{ name: 'db', reason: 'an open connection' }];
    expect(told({ restored: ['a'], missing }, 'recovered')).toBe(
      '1 variable recovered.\nNot restored: db'
    );
  });
});
