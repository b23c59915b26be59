import { describe, expect, it } from 'vitest';

import * as reasons from '../../src/model/reasons';
import { makeRow } from '../rows';

const FINE: reasons.IReasonFacts = {
  isElsewhere: false,
  reach: 'online',
  readOnly: null,
  notebook: 'a.ipynb',
  support: 'yes',
  canUndo: true,
  canRedo: true,
  isRestoring: false,
  hasCheckpoints: true
};

describe('reasons', () => {
  it('are none when all is well', () => {
    const row = makeRow(1);
    expect(reasons.againstSaving(FINE)).toBeNull();
    expect(reasons.againstRestore(FINE)).toBeNull();
    expect(reasons.againstUndo(FINE, 'undo')).toBeNull();
    expect(reasons.againstUndo(FINE, 'redo')).toBeNull();
    expect(reasons.againstAnnotation(FINE, row)).toBeNull();
    expect(reasons.againstReading(FINE)).toBeNull();
  });

  it.each([
    [{ reach: 'offline' }, 'offline'],
    [{ reach: 'missing' }, 'no-server'],
    [{ notebook: null }, 'no-notebook']
  ] as const)('against a restore with %o: %s', (change, reason) => {
    expect(reasons.againstRestore({ ...FINE, ...change })).toBe(reason);
  });

  it('against a restore are not about the kernel: a notebook needs none', () => {
    const changes = [
      { support: 'none' },
      { support: 'no' },
      { support: 'waiting' },
      { readOnly: 'newer format' } // a copy of it can be made
    ] as const;
    for (const change of changes) {
      expect(reasons.againstRestore({ ...FINE, ...change })).toBeNull();
    }
  });

  it('against a restore are that one is under way', () => {
    const facts = { ...FINE, isRestoring: true };
    expect(reasons.againstRestore(facts)).toBe('restoring');
    expect(reasons.againstUndo(facts, 'undo')).toBe('restoring');
    expect(reasons.againstUndo(facts, 'redo')).toBe('restoring');
  });

  it('against an undo are about what can be written', () => {
    expect(reasons.againstUndo({ ...FINE, readOnly: 'x' }, 'undo')).toBe(
      'read-only'
    );
  });

  it('against telling the kernel are not about the server', () => {
    expect(reasons.againstTelling({ ...FINE, reach: 'offline' })).toBeNull();
    expect(reasons.againstTelling({ ...FINE, support: 'no' })).toBe(
      'no-support'
    );
  });

  it('say that nothing was kept', () => {
    const row = makeRow(1, { checkpoint: null, lost: 'interrupted' });
    expect(reasons.againstAnnotation(FINE, row)).toBe('nothing-kept');
  });

  it('keep recovery alone to the notebook that is followed', () => {
    const facts = { ...FINE, isElsewhere: true };
    expect(reasons.againstUndo(facts, 'undo')).toBeNull();
    expect(reasons.againstRecovery(facts)).toBe('elsewhere');
    expect(reasons.againstSaving(facts)).toBeNull();
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
