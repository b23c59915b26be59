import { afterEach, describe, expect, it } from 'vitest';

import { CommandIDs } from '../../../src/commands';
import { DEFAULTS } from '../../../src/model/preferences';
import { NOON } from '../../rows';
import { STATE } from '../../state';
import { drawn, historySection, show, stage, type IStage } from '../context';

let section: ReturnType<typeof historySection> | undefined;

async function draw(on: IStage): Promise<HTMLElement> {
  section = historySection(on.context);
  return show(section);
}

afterEach(() => {
  section?.dispose();
});

describe('the offer to recover', () => {
  const recoverable = {
    ...{ ref: 'ab12', variables: 23, lost: 2, bytes: 214e6 },
    ...{ at: NOON, title: null }
  };

  it('names how much comes back, what does not, and from when', async () => {
    const on = await stage([], {}, { state: { ...STATE, recoverable } });
    const node = await draw(on);
    const card = node.querySelector<HTMLElement>('[data-state=recover]');
    expect(card?.textContent).toMatch(/Recover 23 variables from .*12.00/);
    expect(card?.textContent).toContain('2 cannot come back.');
    const [recover, details, notNow] = card?.querySelectorAll('button') ?? [];
    recover?.click();
    details?.click();
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.recover, { ref: 'ab12' }],
      [CommandIDs.recover, { ref: 'ab12', details: true }]
    ]);
    notNow?.click();
    await drawn();
    expect(node.querySelector('[data-state=recover]')).toBeNull();
  });

  it('is not made to those who do not want it', async () => {
    const on = await stage([], {}, { state: { ...STATE, recoverable } });
    on.history.preferences = { ...DEFAULTS, offerRecovery: false };
    const node = await draw(on);
    expect(node.querySelector('[data-state=recover]')).toBeNull();
  });
});
