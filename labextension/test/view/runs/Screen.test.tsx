import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { IClient, IRun } from '../../../src/api/client';
import { ProblemError } from '../../../src/api/problem';
import { CommandIDs } from '../../../src/commands';
import { RunChoices } from '../../../src/model/runs/choices';
import { Goals } from '../../../src/model/runs/goals';
import { Runs } from '../../../src/model/runs/runs';
import type { IDrawing } from '../../../src/view/runs/lines';
import { RunsScreen } from '../../../src/view/runs/Screen';
import { makeRow } from '../../rows';
import { makeMetric, makeRun, makeRuns } from '../../runs';
import { drawn, show, stage } from '../context';

// A canvas is drawn in a browser: the story shows it.
const drawings = vi.hoisted((): IDrawing[] => []);
vi.mock('../../../src/view/runs/lines', () => ({
  Lines: class {
    draw(drawing: IDrawing): void {
      drawings.push(drawing);
    }
    dispose(): void {
      return;
    }
  }
}));

let screen: RunsScreen | undefined;

async function open(items: IRun[], answers: Partial<IClient> = {}) {
  const ask = vi.fn<IClient['runs']>(() =>
    Promise.resolve({ runs: items, has_more: false })
  );
  const on = await stage([makeRow(1)], { runs: ask, ...answers });
  const { client, events } = on.history;
  const runs = new Runs({
    ...{ client, limit: 100, points: 200 },
    ...{ changes: events.changed, valuesLogged: events.valuesLogged }
  });
  runs.follow('a.ipynb');
  const choices = new RunChoices();
  const { history } = on;
  const goals = new Goals({ client, preferences: () => history.preferences });
  screen = new RunsScreen({ ...on.context, runs, choices, goals });
  const node = await show(screen);
  await drawn();
  return { node, ask, runs, goals, run: on.run };
}

const cells = (node: HTMLElement, column: number): (string | undefined)[] =>
  [...node.querySelectorAll('tbody tr')].map(
    row => row.children[column]?.textContent ?? undefined
  );
const header = (node: HTMLElement, key: string): HTMLElement => {
  const found = [...node.querySelectorAll<HTMLElement>('th')].find(
    ({ dataset }) => dataset['column'] === key
  );
  if (!found) {
    throw new Error(`there is no column ${key}`);
  }
  return found;
};
const sortBy = async (node: HTMLElement, key: string): Promise<string> => {
  header(node, key).querySelector('button')?.click();
  await drawn();
  return header(node, key).ariaSort ?? '';
};

describe('the tab "Runs"', () => {
  beforeEach(() => {
    drawings.length = 0;
  });
  afterEach(() => {
    screen?.dispose();
  });

  it('lists what differs, numbers short and exact in the title', async () => {
    const metrics = [makeMetric('acc', [0.123456])];
    const { node } = await open([makeRun(2, { metrics }), makeRun(1)]);
    const names = [...node.querySelectorAll('thead th')].map(
      ({ textContent }) => textContent
    );
    expect(names).toEqual([
      ...['', 'Name', 'acc', 'depth', 'Data', 'Environment', 'Duration'],
      'When▼'
    ]);
    expect(cells(node, 2)).toEqual(['0.123', '0.810']);
    expect(node.querySelector('td[title*="0.123456"]')).not.toBeNull();
    const [, differing] = node.querySelectorAll<HTMLInputElement>('input');
    differing?.click();
    await drawn();
    expect(node.querySelector('thead')?.textContent).toContain('lr');
  });

  it('tells the best where it is not the last', async () => {
    const baseline: IClient['baseline'] = () =>
      Promise.resolve({
        ...{ kind: 'best', reference: null },
        metrics: [{ name: 'acc', value: 1, execution: 'e1', goal: 'up' }]
      });
    const items = makeRuns(1);
    const { node, goals } = await open(items, { baseline });
    expect(cells(node, 2)).toEqual(['0.810']);
    await goals.look('a.ipynb', items);
    await drawn();
    expect(cells(node, 2)).toEqual(['0.810best 0.900']);
    expect(await sortBy(node, 'metric acc')).toBe('descending');
  });

  it('tells environments by a short id only where they differ', async () => {
    const on = (number: number, environment: string) =>
      makeRun(number, { row: makeRow(number, { environment }) });
    const same = await open([on(2, 'ab'.repeat(32)), on(1, 'ab'.repeat(32))]);
    expect(cells(same.node, 5)).toEqual(['same', 'same']);
    screen?.dispose();
    const other = await open([on(2, 'cd'.repeat(32)), on(1, 'ab'.repeat(32))]);
    expect(cells(other.node, 5)).toEqual(['cdcdcdcd', 'abababab']);
  });

  it('sorts by a column, and the other way round', async () => {
    const { node } = await open(makeRuns(3));
    expect(await sortBy(node, 'parameter depth')).toBe('ascending');
    expect(cells(node, 3)).toEqual(['1', '2', '3']);
    expect(await sortBy(node, 'parameter depth')).toBe('descending');
    expect(cells(node, 3)).toEqual(['3', '2', '1']);
    expect(header(node, 'when').ariaSort).toBe('none');
  });

  it('marks named and pinned runs, and opens their checkpoint', async () => {
    const row = makeRow(1, { message: 'good', pinned: true });
    const { node, run } = await open([makeRun(1, { row })]);
    expect(node.querySelectorAll('tbody [title=Pinned]')).toHaveLength(1);
    expect(
      node.querySelectorAll('tbody [title="Named checkpoint"]')
    ).toHaveLength(1);
    node.querySelector<HTMLElement>('.jp-mm-Runs-open')?.click();
    expect(run.mock.calls).toEqual([
      [CommandIDs.openCheckpoint, { ref: 'e1' }]
    ]);
  });

  it('draws one metric of the chosen runs, and says it in words', async () => {
    const metrics = [makeMetric('acc', [1, 2]), makeMetric('loss', [4, 3])];
    const { node } = await open([makeRun(2, { metrics }), makeRun(1)]);
    const chart = node.querySelector('[role=img]');
    expect(chart?.ariaLabel).toBe(
      'acc over step. run 2: last 2; run 1: last 0.810'
    );
    expect(drawings[drawings.length - 1]).toMatchObject({
      ...{ xLabel: 'step', yLabel: 'acc' },
      table: [
        [1, 2, 3],
        [1, 2, null],
        [0.5, 0.9, 0.81]
      ]
    });
    const select = node.querySelector('select');
    if (select) {
      select.value = 'loss';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await drawn();
    expect(chart?.ariaLabel).toBe('loss over step. run 2: last 3');
    const legend = node.querySelectorAll('figcaption li');
    expect([...legend].map(({ textContent }) => textContent)).toEqual([
      'run 23'
    ]);
  });

  it('compares exactly two, the older one first', async () => {
    const { node, run } = await open(makeRuns(3));
    const button = [...node.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Compare'
    );
    expect(button?.disabled).toBe(true);
    node.querySelector<HTMLElement>('[aria-label="Draw run 2"]')?.click();
    await drawn();
    expect(button?.disabled).toBe(false);
    button?.click();
    expect(run.mock.calls).toEqual([
      [CommandIDs.compare, { a: 'e1', b: 'e3' }]
    ]);
  });

  it('draws none, and all again', async () => {
    const { node } = await open(makeRuns(2));
    const all = node.querySelector<HTMLElement>('thead input');
    all?.click();
    await drawn();
    expect(node.querySelector('figure')?.textContent).toBe(
      'Choose runs in the table to draw them.'
    );
    all?.click();
    await drawn();
    expect(node.querySelectorAll('figcaption li')).toHaveLength(2);
  });

  it('keeps its rows when the server refuses a filter', async () => {
    const { node, ask } = await open(makeRuns(2));
    ask.mockRejectedValue(new ProblemError('invalid', 'Not so.', 'As `a>1`.'));
    const field = node.querySelector<HTMLInputElement>('[type=search]');
    const set = Object.getOwnPropertyDescriptor(
      HTMLInputElement.prototype,
      'value'
    )?.set;
    if (field) {
      set?.call(field, 'acc>'); // as typing does: React notices
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await vi.waitFor(() =>
      expect(node.querySelector('.jp-mm-Runs-trouble')?.textContent).toBe(
        'Not so. As a>1.'
      )
    );
    expect(ask.mock.lastCall?.[0].where).toBe('acc>');
    expect(node.querySelectorAll('tbody tr')).toHaveLength(2);
  });

  it('asks for nothing while it is behind another tab', async () => {
    const { ask, runs } = await open(makeRuns(1));
    const before = ask.mock.calls.length;
    screen?.hide();
    runs.reload();
    await drawn();
    expect(ask).toHaveBeenCalledTimes(before);
    screen?.show();
    await drawn();
    expect(ask).toHaveBeenCalledTimes(before + 1);
  });

  it('says how a run begins, and what failed', async () => {
    const { node } = await open([]);
    expect(node.textContent).toContain('No values logged yet.');
    screen?.dispose();
    const refuse = (): Promise<never> =>
      Promise.reject(new ProblemError('internal', 'Broken.', ''));
    const failed = await open([], { runs: refuse });
    expect(failed.node.querySelector('[role=alert]')?.textContent).toContain(
      'Broken.'
    );
  });
});
