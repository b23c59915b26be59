import type { Widget } from '@lumino/widgets';
import { afterEach, describe, expect, it } from 'vitest';

import type { IClient, IHistoryRow } from '../../../src/api/client';
import { CommandIDs } from '../../../src/commands';
import { EnvironmentList } from '../../../src/view/evidence/EnvironmentList';
import { LazySection } from '../../../src/view/sidebar/LazySection';
import { DIFFERENCE } from '../../evidence';
import { makeRow } from '../../rows';
import { drawn, historySection, show, stage, type IStage } from '../context';

const PACKAGE = {
  ...{ name: 'mylib', version: '0.1', source: 'directory', origin: '/src' },
  ...{ commit: '4f1d9c02aa', is_dirty: true, is_editable: true },
  ...{ is_direct: true, hashes: [], is_python: true },
  ...{ repository: null, subdirectory: null }
};
const SHOWN = {
  ...{ checkpoint: 'c'.repeat(64), digest: 'bb', lock: '' },
  environment: {
    ...{ python: '3.11.7', facts: [], variables: [] },
    packages: [PACKAGE]
  }
};
const STEP: Partial<IHistoryRow> = {
  ...{ has_new_environment: true, parent: 'p', environment: 'bb' },
  title: 'import numpy'
};
const ANSWERS: Partial<IClient> = {
  environment: () => Promise.resolve(SHOWN),
  environmentDifference: () => Promise.resolve(DIFFERENCE)
};

let widget: Widget | undefined;

afterEach(() => {
  widget?.dispose();
});

describe('the section "Environment"', () => {
  async function draw(rows: IHistoryRow[]): Promise<[HTMLElement, IStage]> {
    const on = await stage(rows, ANSWERS);
    const section = new LazySection(on.context, {
      load: () => Promise.resolve(EnvironmentList),
      setShown: isShown => on.history.environments.setShown(isShown)
    });
    widget = section;
    section.hide();
    const node = await show(section);
    section.show();
    await drawn();
    await drawn();
    return [node, on];
  }

  it('shows the newest change: what somebody asked for first', async () => {
    const [node, on] = await draw([
      makeRow(3, { environment: 'bb' }),
      makeRow(2, STEP),
      makeRow(1, { environment: 'aa' })
    ]);
    const lines = [...node.querySelectorAll('.jp-mm-Difference li')];
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      'numpy 1.26.4 → 2.0.1',
      'tzdata 2026.1 added'
    ]);
    expect(node.querySelector('.jp-mm-Difference summary')?.textContent).toBe(
      '1 package that others need'
    );
    expect(node.querySelector('.jp-mm-Latest')?.textContent).toContain(
      'Python 3.11.7 · 1 package'
    );
    expect(node.querySelector('.jp-mm-Latest .jp-mm-Warn')?.textContent).toBe(
      'mylib editable · 4f1d9c02 · with changes that are not committed'
    );
    node.querySelector<HTMLElement>('.jp-mm-Buttons button')?.click();
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.buildEnvironment, { ref: SHOWN.checkpoint }]
    ]);
    node.querySelector<HTMLElement>('.jp-mm-Step button')?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Difference')).toBeNull();
  });

  it('says that nothing changed', async () => {
    const [node] = await draw([makeRow(1, { environment: 'aa' })]);
    expect(node.querySelector('.jp-mm-Steps-none')).not.toBeNull();
  });

  it('says how it fills, while nothing is known', async () => {
    const [node] = await draw([]);
    expect(
      node.querySelector<HTMLElement>('.jp-mm-StateCard')?.dataset['state']
    ).toBe('no-environment');
  });
});

describe('chips in the rows', () => {
  it('tell of packages, files and verdicts, and open what they tell', async () => {
    const row = makeRow(2, { ...STEP, data: 2, verdict: 'different' });
    const on = await stage([row, makeRow(1)], ANSWERS);
    const section = historySection(on.context);
    widget = section;
    const node = await show(section);
    await drawn();
    const chips = [...node.querySelectorAll<HTMLElement>('[data-opens]')];
    expect(chips.map(({ textContent }) => textContent)).toEqual([
      '',
      '2 packages changed',
      'data 2'
    ]);
    expect(chips[0]?.getAttribute('aria-label')).toBe('Reproduced: different');
    expect(chips[1]?.title).toContain('numpy 1.26.4 → 2.0.1');
    chips.forEach(chip => chip.click());
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.showVerdict, { ref: 'e2' }],
      [CommandIDs.showEnvironment, { ref: 'e2' }],
      [CommandIDs.showData, { ref: 'e2' }]
    ]);
  });
});
