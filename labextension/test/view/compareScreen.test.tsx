import { Widget } from '@lumino/widgets';
import { describe, expect, it, vi } from 'vitest';

import type { IClient } from '../../src/api/client';
import { ProblemError } from '../../src/api/problem';
import { Compare } from '../../src/model/compare/compare';
import { SideChoices } from '../../src/model/compare/sides';
import { CompareScreen } from '../../src/view/compare/Screen';
import type { ICompareContext } from '../../src/view/compare/context';
import { makeCell, makeComparison, makePair, makeSide } from '../comparison';
import { makeRow } from '../rows';
import { drawn, show, stage } from './context';

// Bodies of cells are drawn by nbdime in a browser: the stories show them.
const makeCellComparison = vi.hoisted(() => vi.fn());
vi.mock('../../src/view/compare/CellComparison', () => ({
  makeCellComparison
}));

const METRIC = {
  name: 'acc',
  before: { name: 'acc', value: 0.9, step: null },
  after: { name: 'acc', value: 0.8, step: null },
  change: -0.1
};
const COMPARISON = makeComparison(
  [makeCell('same', 0), makeCell('moved', 1), makeCell('same', 2)],
  { metrics: [METRIC], notes: ['outputs of 1 cell were cut'] }
);

async function open(answers: Partial<IClient>) {
  const { context } = await stage([makeRow(1)], answers);
  const { client, connection } = context.history;
  const model = new Compare({
    ...{ client, connection },
    compared: { before: 'e1', after: 'now', notebook: 'a.ipynb' },
    documentOf: () => null
  });
  const choices = new SideChoices(client);
  await choices.load('a.ipynb');
  const props = { ...context, model, choices } as unknown as ICompareContext;
  const node = await show(new CompareScreen(props));
  await model.load();
  await drawn();
  return { node, model, run: context.actions.run };
}

/** Everything is in view. */
class Seen {
  constructor(
    private readonly told: (found: { isIntersecting: boolean }[]) => void
  ) {}
  observe(): void {
    this.told([{ isIntersecting: true }]);
  }
  disconnect(): void {}
}

const press = async (node: HTMLElement, name: string): Promise<void> => {
  const buttons = [...node.querySelectorAll('button')];
  const button = buttons.find(
    each => (each.ariaLabel ?? each.textContent) === name
  );
  button?.click();
  await drawn();
};

describe('the screen of a comparison', () => {
  it('shows counts, notes, and only the cells that differ', async () => {
    const { node } = await open({ compare: () => Promise.resolve(COMPARISON) });
    expect(node.textContent).toContain('1 cell differs');
    expect(node.textContent).toContain('outputs of 1 cell were cut');
    expect(node.querySelectorAll('.jp-mm-Cell')).toHaveLength(1);
    expect(node.querySelectorAll('.jp-mm-Compare-fold')).toHaveLength(2);
    node.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await drawn();
    expect(node.querySelectorAll('.jp-mm-Cell')).toHaveLength(3);
  });

  it('draws a cell again only when it is another', async () => {
    vi.stubGlobal('IntersectionObserver', Seen);
    makeCellComparison.mockImplementation(() => new Widget());
    const texts = ['depth = 8', 'depth = 8', 'depth = 9'];
    const compareCell = vi.fn(() =>
      Promise.resolve(makePair(texts.shift() ?? ''))
    );
    const now = makeSide('now', { kind: 'now' });
    const changed = makeComparison([makeCell('changed', 0)], { after: now });
    const names = ['now~4', 'e1', 'e1', 'e1']; // as it was asked, then what that is
    const { model } = await open({
      compare: () => {
        const ref = names.shift() ?? '';
        return Promise.resolve({ ...changed, before: makeSide('e1', { ref }) });
      },
      compareCell
    });
    for (const drawings of [1, 1, 2]) {
      await drawn();
      expect(makeCellComparison).toHaveBeenCalledTimes(drawings);
      model.refresh();
      await model.settled;
    }
    expect(texts).toEqual([]);
  });

  it('counts what may be a result and folds it, and never calls it the same', async () => {
    const noise = makeCell('noise', 0, { parts: ['noise'] });
    const { node } = await open({
      compare: () =>
        Promise.resolve(
          makeComparison([noise, makeCell('same', 1)], { noise: 2 })
        )
    });
    expect(node.textContent).toContain('1 cell with other times or ids');
    expect(node.textContent).not.toContain('notebooks are the same');
    expect(node.textContent).toContain('1 cell differs, in times or ids alone');
    await press(node, '1 cell the same, 1 cell with other times or ids');
    const [cell] = node.querySelectorAll('.jp-mm-Cell');
    expect(cell?.textContent).toContain('changed');
    expect(cell?.textContent).toContain('times or ids');
  });

  it('asks why, and says what was found', async () => {
    const cause = {
      ...{ kind: 'parameter', name: 'depth = 12', verdict: 'proved' },
      ...{ text: 'depth 8 → 12', reason: 'only this', execution: 'e2' }
    };
    const other = { ...cause, kind: 'code', verdict: 'ruled out' };
    const why = vi.fn<IClient['why']>(() =>
      Promise.resolve({
        metric: METRIC,
        before: COMPARISON.before,
        after: COMPARISON.after,
        causes: [cause, { ...other, name: 'fit()', text: '+ 1 line' }],
        ...{ depends_on: 3, notes: [] }
      })
    );
    const { node, run } = await open({
      compare: () => Promise.resolve(COMPARISON),
      why
    });
    await press(node, 'Why?');
    const card = node.querySelector('.jp-mm-Why');
    expect(card?.textContent).toContain('Parameter depth 8 → 12only this');
    expect(card?.querySelector('details')?.textContent).toContain(
      'Code fit() + 1 line'
    );
    await press(node, 'Open');
    expect(run).toHaveBeenCalledWith('jupyter-mm:open-checkpoint', {
      ref: 'e2'
    });
  });

  it('says why nothing can be compared, and tries again', async () => {
    const compare = vi
      .fn<IClient['compare']>()
      .mockRejectedValueOnce(
        new ProblemError('not_found', 'No checkpoint “e1”.', 'List them.')
      )
      .mockResolvedValue(COMPARISON);
    const { node } = await open({ compare });
    const alert = node.querySelector('[role=alert]');
    expect(alert?.textContent).toContain('No checkpoint “e1”.List them.');
    await press(node, 'Try again');
    expect(node.textContent).toContain('1 cell differs');
  });

  it('says what is not known of variables, data and environments', async () => {
    const { node, model } = await open({
      compare: () =>
        Promise.resolve({
          ...COMPARISON,
          ...{ variables_changed: null, data_changed: null },
          packages_changed: null
        })
    });
    for (const tab of ['variables', 'data', 'environment'] as const) {
      model.show({ tab });
      await drawn();
      expect(node.querySelector('[role=tabpanel]')?.textContent).toMatch(
        /not known|not kept/
      );
    }
  });
});
