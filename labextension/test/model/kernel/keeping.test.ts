import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import {
  isBrief,
  keepingOf,
  settled,
  type IKeepingFacts
} from '../../../src/model/kernel/keeping';
import type { IKernelState } from '../../../src/model/kernel/kernel';
import { keepingText } from '../../../src/view/words';
import { NOON } from '../../rows';
import { STATE } from '../../state';

const trans = nullTranslator.load('jupyter_mm');
const FACTS: IKeepingFacts = {
  reach: 'online',
  readOnly: null,
  notebook: 'a.ipynb',
  state: STATE,
  heardAt: NOON - 60,
  newest: NOON - 180
};

function told(state: Partial<IKernelState>): string | null {
  const keeping = keepingOf({ ...FACTS, state: { ...STATE, ...state } });
  return keepingText(keeping, NOON, trans);
}

describe('how keeping goes', () => {
  it('is the age of what was kept last, when all is well', () => {
    expect(told({})).toBe('kept 3 min ago');
  });

  it('is what is being saved', () => {
    const saving = { variables: 3, bytes: 214e6, since: NOON };
    expect(told({ saving })).toBe('saving 3 variables (214 MB)');
    expect(told({ pending: 2 })).toBe('keeping 2 cells');
    const facts = { variables: 0, bytes: 0, since: NOON };
    expect(told({ saving: facts, pending: 1 })).toBe('keeping 1 cell');
  });

  it('is how far keeping lies behind, and that grows by itself', () => {
    const saving = { variables: 3, bytes: 214e6, since: NOON };
    const late = { waiting: 3, behind_s: 60 };
    expect(told({ saving, late })).toBe('kept up to 2 min ago, 3 waiting');
  });

  it('is that nothing is kept', () => {
    expect(told({ paused: true, pending: 1 })).toBe('paused');
  });

  it('is nothing without a notebook, a server part or a row', () => {
    for (const change of [
      { notebook: null },
      { reach: 'missing' as const },
      { newest: null },
      { newest: null, state: { ...STATE, pending: 1 } }
    ]) {
      const keeping = keepingOf({ ...FACTS, ...change });
      expect(keepingText(keeping, NOON, trans)).toBeNull();
    }
  });

  it('is about the server first', () => {
    const kind = (change: Partial<IKeepingFacts>): string =>
      keepingOf({ ...FACTS, ...change }).kind;
    expect(kind({ reach: 'offline' })).toBe('offline');
    expect(kind({ readOnly: 'newer' })).toBe('read-only');
    expect(kind({ state: null })).toBe('kept');
  });

  it('has a settled form for work that ends before it can be read', () => {
    const state = { ...STATE, pending: 1 };
    expect(isBrief(keepingOf({ ...FACTS, state }))).toBe(true);
    expect(settled({ ...FACTS, state }).kind).toBe('kept');
  });
});
