import { afterEach, describe, expect, it, vi } from 'vitest';

import { AskBar } from '../../../src/view/notebook/AskBar';
import { drawn, show, trans } from '../context';

describe('AskBar', () => {
  let bar: AskBar | undefined;

  afterEach(() => {
    bar?.dispose();
  });

  it('asks about one large variable at a time, and then is gone', async () => {
    const decide = vi.fn();
    bar = new AskBar(decide, trans);
    const node = await show(bar);
    expect(bar.isHidden).toBe(true);
    bar.present([
      { name: 'df', size_bytes: 312e6 },
      { name: '<b>X</b>', size_bytes: 400e6 }
    ]);
    await drawn();
    expect(node.textContent).toContain('df takes 312 MB. Keep it');
    expect(node.textContent).toContain('(1 more)');
    const [keep, skip] = node.querySelectorAll('button');
    keep?.click();
    bar.present([{ name: '<b>X</b>', size_bytes: 400e6 }]);
    await drawn();
    expect(node.querySelector('b')).toBeNull();
    skip?.click();
    expect(decide.mock.calls).toEqual([
      ['df', true],
      ['<b>X</b>', false]
    ]);
    bar.present([]);
    expect(bar.isHidden).toBe(true);
  });
});
