import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IKernelState } from '../../../src/model/kernel/kernel';
import { StatusItem } from '../../../src/view/sidebar/StatusItem';
import { makeRows, NOON } from '../../rows';
import { STATE } from '../../state';
import { show, stage, trans } from '../context';

describe('StatusItem', () => {
  let item: StatusItem | undefined;

  async function draw(state: Partial<IKernelState>): Promise<HTMLElement> {
    const on = await stage(
      makeRows(2, 2),
      {},
      { state: { ...STATE, ...state } }
    );
    item = new StatusItem({ history: on.history, trans, open: vi.fn() });
    return show(item);
  }

  afterEach(() => {
    item?.dispose();
  });

  it('says what is being saved', async () => {
    const saving = { variables: 3, bytes: 214e6, since: NOON };
    const node = await draw({ saving });
    expect(node.textContent).toBe('saving 3 variables (214 MB)');
  });

  it('does not flash for what is delivered in a moment', async () => {
    const node = await draw({ pending: 1 });
    expect(node.textContent).toBe('kept 59 s ago');
    await vi.waitFor(() => {
      expect(node.textContent).toBe('keeping 1 cell');
    });
  });

  it('says at once, with a shape of its own, that keeping is late', async () => {
    const node = await draw({ late: { waiting: 3, behind_s: 120 } });
    expect(node.textContent).toBe('kept up to 2 min ago, 3 waiting');
    expect(
      node.querySelector('[data-keeping=late] svg [class*=jp-icon-warn0]')
    ).not.toBeNull();
  });

  it('counts what went wrong', async () => {
    const node = await draw({ errors: { count: 2, last: 'OSError' } });
    expect(node.querySelector('button')?.title).toContain('2 problems');
  });

  it('says what went wrong, not only by a sign', async () => {
    const node = await draw({ errors: { count: 1, last: 'OSError' } });
    expect(node.querySelector('[role=img]')?.getAttribute('aria-label')).toBe(
      '1 problem while keeping: OSError'
    );
  });
});
