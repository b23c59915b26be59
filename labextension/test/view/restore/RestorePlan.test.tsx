import { afterEach, describe, expect, it } from 'vitest';

import type { IRestorePlan } from '../../../src/model/kernel/kernel';
import { PlanBody } from '../../../src/view/restore/RestorePlan';
import { show, trans } from '../context';

const PLAN: IRestorePlan = {
  checkpoint: 'ab'.repeat(32),
  load: [{ name: 'df', type: 'DataFrame', summary: '8 × 2', size_bytes: 9 }],
  unchanged: ['depth'],
  remove: [],
  cannot: [
    { name: 'stream', type: 'generator', reason: 'a generator' },
    { name: 'db', type: 'Connection', reason: 'an open connection' }
  ],
  bytes: 9,
  recompute: [
    {
      ...{ name: 'stream', type: 'generator', reason: 'a generator' },
      ...{ cell: 'c1', source: 'stream = (x for x in df)' },
      effects: [
        { kind: 'file written', detail: 'out.csv' },
        { kind: 'network', detail: 'example.org' }
      ],
      ...{ possible: true, why: '' }
    },
    {
      ...{ name: 'raw', type: 'socket', reason: 'a socket' },
      ...{ cell: null, source: '', effects: [] },
      ...{ possible: false, why: 'What it read has changed since.' }
    }
  ],
  process: ['torch.random', 'cwd']
};

describe('PlanBody', () => {
  let body: PlanBody | undefined;

  async function draw(plan: IRestorePlan): Promise<HTMLElement> {
    body = new PlanBody(plan, 'depth 8 → 12', trans);
    return show(body);
  }

  afterEach(() => {
    body?.dispose();
  });

  it('tells of each variable once: loaded, in place, recomputed, impossible', async () => {
    const node = await draw(PLAN);
    const heads = [...node.querySelectorAll('summary, legend')].map(
      head => head.textContent
    );
    expect(heads).toEqual([
      '1 variable comes back9 B',
      '2 were not kept; their cells can run again',
      'The cell',
      '1 cannot come back',
      '1 is the same now and stays in place',
      'The process is set back as well'
    ]);
    expect(node.textContent.match(/stream/g)).toHaveLength(2); // and its source
    expect(node.textContent).toContain('state of the random numbers');
  });

  it('runs no cell again that nobody chose, and says what it did outside', async () => {
    const node = await draw(PLAN);
    const [stream, raw] = node.querySelectorAll('input');
    expect(node.textContent).toContain(
      'again outside the kernel: file written: out.csv · network: example.org'
    );
    expect(stream?.checked).toBe(false);
    expect(raw?.disabled).toBe(true);
    expect(node.textContent).toContain('What it read has changed since.');
    expect(body?.getValue()).toEqual([]);
    stream?.click();
    expect(body?.getValue()).toEqual(['stream']);
    stream?.click();
    expect(body?.getValue()).toEqual([]);
  });

  it('has nothing to say of a state that is there already', async () => {
    const node = await draw({
      ...{ checkpoint: 'ab', load: [], remove: [], cannot: [] },
      ...{ unchanged: ['depth'], bytes: 0 }
    });
    expect(node.textContent).toContain('has exactly these variables now');
  });
});
