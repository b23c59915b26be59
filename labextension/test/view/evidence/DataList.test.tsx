import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IClient, IDataUse } from '../../../src/api/client';
import { CommandIDs } from '../../../src/commands';
import { DataList } from '../../../src/view/evidence/DataList';
import { LazySection } from '../../../src/view/sidebar/LazySection';
import { percent } from '../../../src/view/evidence/ProfileTable';
import { makeUse } from '../../evidence';
import { makeRow } from '../../rows';
import { drawn, show, stage, type IStage } from '../context';

const HOSTILE = '<img src=x onerror="window.hacked = true">\u202e';
const PROFILE = {
  ...{ rows: 8000, looked_at: 8000, version: 1 },
  columns: [
    {
      ...{ name: 'age', type: 'integer', nulls: 240, distinct: 60 },
      ...{ minimum: 18, maximum: 81, mean: 41.2 },
      ...{ quantiles: [20, 30, 40, 50, 70], common: [] },
      histogram: [1, 5, 9, 12, 8, 6, 4, 2, 1, 1]
    },
    {
      ...{ name: 'plan', type: 'text', nulls: 0, distinct: 2, mean: null },
      ...{ minimum: null, maximum: null, quantiles: [], histogram: [] },
      common: [{ value: 'basic', count: 5000 }]
    }
  ]
};

describe('the section "Data"', () => {
  let section: LazySection | undefined;

  async function draw(
    items: IDataUse[],
    answers: Partial<IClient> = {}
  ): Promise<[HTMLElement, IStage]> {
    const data = () => Promise.resolve({ items, total: items.length });
    const lineageOf = () =>
      Promise.resolve({ nodes: [], edges: [], is_cut: false });
    const on = await stage([makeRow(1)], { data, lineageOf, ...answers });
    section = new LazySection(on.context, {
      load: () => Promise.resolve(DataList),
      setShown: isShown => on.history.data.setShown(isShown)
    });
    section.hide();
    const node = await show(section);
    section.show();
    await drawn();
    await drawn();
    return [node, on];
  }

  afterEach(() => {
    section?.dispose();
  });

  it('lists what was used, how, and what differs now', async () => {
    const [node] = await draw([
      makeUse('/d/customers.csv', { now: 'changed' }),
      makeUse('/d/images', { uses: 1, ref: { files: 40, mode: 'w' } }),
      makeUse('s3://bucket/key.parquet', { now: 'unknown', uses: 1 })
    ]);
    const lines = [...node.querySelectorAll('.jp-mm-Data')].map(line =>
      [...line.querySelectorAll('.jp-mm-Data-lines > span')].map(
        ({ textContent }) => textContent
      )
    );
    expect(lines).toEqual([
      ['customers.csvchanged', 'read · 2.1 MB · 3 cells'],
      ['images', 'written · 40 files · 2.1 MB'],
      ['key.parquet', 'read · 2.1 MB']
    ]);
  });

  it('opens to the path, the table, who used it and what came of it', async () => {
    const use = makeUse('/d/customers.csv', { has_profile: true });
    const [node, on] = await draw([use], {
      profile: () => Promise.resolve(PROFILE),
      lineageOf: () =>
        Promise.resolve({
          nodes: [{ id: 'v', kind: 'variable', label: 'df' }],
          ...{ edges: [], is_cut: false }
        })
    });
    node.querySelector<HTMLElement>('.jp-mm-Data-head')?.click();
    await drawn();
    const body = node.querySelector('.jp-mm-Data-body');
    expect(body?.textContent).toContain('/d/customers.csv');
    expect(body?.querySelector('caption')?.textContent).toBe(
      '8,000 rows × 2 columns'
    );
    const columns = [...(body?.querySelectorAll('tbody tr') ?? [])];
    expect(columns.map(({ textContent }) => textContent)).toEqual([
      'age3 % missing · 18 – 81',
      'planbasic'
    ]);
    expect(body?.querySelectorAll('rect')).toHaveLength(10);
    expect(body?.textContent).toContain('Went into df');
    body?.querySelector<HTMLElement>('.jp-mm-Use')?.click();
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.openCheckpoint, { ref: 'e1' }]
    ]);
  });

  it('says what reading everything again found', async () => {
    const use = makeUse('/d/customers.csv');
    const check = { path: '/d/customers.csv', before: 'a', now: 'b' };
    const [node, on] = await draw([use], {
      verifyData: () =>
        Promise.resolve([{ ...check, kind: 'changed', detail: '+212 rows' }])
    });
    await on.history.data.verify('ab');
    node.querySelector<HTMLElement>('.jp-mm-Data-head')?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Found')?.textContent).toBe(
      '1 of 1 is not what it was.'
    );
    expect(node.querySelector('.jp-mm-Standing')?.textContent).toBe('changed');
    expect(node.querySelector('.jp-mm-Data-body strong')?.textContent).toBe(
      ' +212 rows'
    );
  });

  it('shows hostile names as text', async () => {
    const ref = { reason: HOSTILE, digest: null, label: HOSTILE, how: HOSTILE };
    const [node] = await draw([
      makeUse(`/d/${HOSTILE}`, { title: HOSTILE, ref })
    ]);
    node.querySelector<HTMLElement>('.jp-mm-Data-head')?.click();
    await drawn();
    expect(node.querySelector('img')).toBeNull();
    expect(node.innerHTML).not.toContain('\u202e');
    expect(node.textContent).toContain('<img src=x onerror=');
  });

  it('says how it fills, while it is empty', async () => {
    const [node] = await draw([]);
    expect(
      node.querySelector<HTMLElement>('.jp-mm-StateCard')?.dataset['state']
    ).toBe('no-data');
  });

  it('says whose data it shows, and leads back to all of it', async () => {
    const [node, on] = await draw([makeUse('/d/a.csv')]);
    on.history.data.become({ ref: 'ab', title: 'depth 8' });
    await vi.waitFor(() =>
      expect(node.querySelector('.jp-mm-Scope')?.textContent).toContain(
        'What led to “depth 8”'
      )
    );
    node.querySelector<HTMLElement>('.jp-mm-Scope button')?.click();
    expect(on.run).toHaveBeenLastCalledWith(CommandIDs.showData, { all: true });
  });
});

describe('percent', () => {
  it('never rounds something to nothing, nor a part to the whole', () => {
    expect([0, 0.0001, 0.03, 0.999, 1].map(percent)).toEqual([
      ...['0 %', '< 1 %', '3 %', '> 99 %', '100 %']
    ]);
  });
});
