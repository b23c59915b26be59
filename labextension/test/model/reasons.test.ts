import { describe, expect, it } from 'vitest';

import * as reasons from '../../src/model/reasons';
import { makeRow } from '../rows';

const FINE: reasons.IReasonFacts = {
  reach: 'online',
  readOnly: null,
  notebook: 'a.ipynb',
  support: 'yes',
  canUndo: true,
  canRedo: true,
  hasCheckpoints: true
};

describe('reasons', () => {
  it('are none when all is well', () => {
    const row = makeRow(1);
    expect(reasons.againstSaving(FINE)).toBeNull();
    expect(reasons.againstRestore(FINE, row)).toBeNull();
    expect(reasons.againstUndo(FINE, 'undo')).toBeNull();
    expect(reasons.againstUndo(FINE, 'redo')).toBeNull();
    expect(reasons.againstAnnotation(FINE, row)).toBeNull();
    expect(reasons.againstReading(FINE)).toBeNull();
  });

  it.each([
    [{ reach: 'offline' }, 'offline'],
    [{ reach: 'missing' }, 'no-server'],
    [{ readOnly: 'newer format' }, 'read-only'],
    [{ support: 'none' }, 'no-kernel'],
    [{ support: 'no' }, 'no-support'],
    [{ support: 'waiting' }, 'waiting'],
    [{ notebook: null }, 'no-notebook']
  ] as const)('against a restore with %o: %s', (change, reason) => {
    expect(reasons.againstRestore({ ...FINE, ...change }, makeRow(1))).toBe(
      reason
    );
  });

  it('say that nothing was kept', () => {
    const row = makeRow(1, { checkpoint: null, lost: 'interrupted' });
    expect(reasons.againstRestore(FINE, row)).toBe('nothing-kept');
    expect(reasons.againstAnnotation(FINE, row)).toBe('nothing-kept');
  });

  it('say that there is nothing to undo or to name', () => {
    expect(reasons.againstUndo({ ...FINE, canUndo: false }, 'undo')).toBe(
      'no-undo'
    );
    expect(reasons.againstUndo({ ...FINE, canRedo: false }, 'redo')).toBe(
      'no-redo'
    );
    expect(reasons.againstSaving({ ...FINE, hasCheckpoints: false })).toBe(
      'nothing-yet'
    );
  });

  it('do not keep people from looking at a read-only store', () => {
    expect(reasons.againstReading({ ...FINE, readOnly: 'x' })).toBeNull();
  });
});
