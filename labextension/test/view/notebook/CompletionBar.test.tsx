import { afterEach, describe, expect, it, vi } from 'vitest';

import type { ICellOutputs } from '../../../src/api/client';
import {
  CompletionBar,
  completionText
} from '../../../src/view/notebook/CompletionBar';
import { drawn, show, trans } from '../context';

const cell = {} as ICellOutputs;

describe('completionText', () => {
  it('counts what ran, what runs and what was edited', () => {
    expect(
      completionText(
        { ready: [cell, cell, cell], running: [], changed: [] },
        trans
      )
    ).toBe('3 cells ran while this page was closed');
    const text = completionText(
      { ready: [cell], running: ['b'], changed: ['c'] },
      trans
    );
    expect(text).toContain('1 cell ran');
    expect(text).toContain('still running');
    expect(text).toContain('edited since it ran');
  });
});

describe('CompletionBar', () => {
  let bar: CompletionBar | undefined;

  afterEach(() => {
    bar?.dispose();
  });

  it('is there only when something is missing', async () => {
    const complete = vi.fn();
    bar = new CompletionBar({ complete, dismiss: vi.fn() }, trans);
    const node = await show(bar);
    expect(bar.isHidden).toBe(true);
    bar.present({ ready: [cell], running: [], changed: [] });
    await drawn();
    expect(bar.isHidden).toBe(false);
    const [button] = node.querySelectorAll('button');
    expect(button?.textContent).toBe('Complete notebook');
    button?.click();
    expect(complete).toHaveBeenCalledOnce();
  });

  it('offers nothing yet while the cell runs', async () => {
    bar = new CompletionBar({ complete: vi.fn(), dismiss: vi.fn() }, trans);
    const node = await show(bar);
    bar.present({ ready: [], running: ['a'], changed: [] });
    await drawn();
    const labels = [...node.querySelectorAll('button')].map(
      button => button.textContent
    );
    expect(labels).toEqual(['Close']);
  });
});
