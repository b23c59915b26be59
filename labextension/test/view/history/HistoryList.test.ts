import { afterEach, describe, expect, it, vi } from 'vitest';

import { makeRow, makeRows } from '../../rows';
import { drawn, historySection, show, stage } from '../context';

let section: ReturnType<typeof historySection> | undefined;

afterEach(() => {
  section?.dispose();
});

describe('a long list', () => {
  it('does not make the page lay itself out when a row arrives', async () => {
    const on = await stage(makeRows(1000, 1000));
    section = historySection(on.context);
    const node = await show(section);
    const scroller = node.querySelector('.jp-mm-Scroller');
    const asked = vi.fn(() => 0);
    Object.defineProperty(scroller, 'scrollTop', { get: asked });
    on.emit({ what: 'recorded', row: makeRow(1001) });
    await drawn();
    expect(node.querySelector('[data-execution=e1001]')).not.toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('the list of a notebook', () => {
  it('stays the same when that is renamed, and is another for another', async () => {
    const on = await stage(makeRows(3, 3));
    section = historySection(on.context);
    const node = await show(section);
    const list = (): Element | null => node.querySelector('[role=listbox]');
    const first = list();
    on.history.model.follow('renamed.ipynb', true);
    await drawn();
    expect(list()).toBe(first);
    on.history.model.follow('other.ipynb');
    await vi.waitFor(() => {
      expect(list()).not.toBe(first);
      expect(list()).not.toBeNull();
    });
  });

  it('lets a row arrive once, whatever hides or restyles it later', async () => {
    const on = await stage(makeRows(3, 3));
    section = historySection(on.context);
    const node = await show(section);
    on.emit({ what: 'recorded', row: makeRow(4) });
    await drawn();
    const row = node.querySelector('[data-execution=e4]');
    expect(row?.classList).toContain('jp-mm-Row-new');
    row?.dispatchEvent(new Event('animationend', { bubbles: true }));
    await drawn();
    expect(row?.isConnected).toBe(true);
    expect(row?.classList).not.toContain('jp-mm-Row-new');
  });
});
