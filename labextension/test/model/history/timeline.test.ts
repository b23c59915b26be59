import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IClient, IHistoryRow } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { Clock } from '../../../src/model/clock';
import { Connection } from '../../../src/model/connection';
import { HistoryModel } from '../../../src/model/history/history';
import { Measures } from '../../../src/model/history/measures';
import { DEFAULTS } from '../../../src/model/preferences';
import { Selection } from '../../../src/model/history/selection';
import { Timeline } from '../../../src/model/history/timeline';
import { makeClient, makePage, makeRow, NOON } from '../../rows';

const HOUR = 3600;
const clock = new Clock(() => NOON);

interface ILines {
  timeline: Timeline;
  model: HistoryModel;
  measures: Measures;
  client: IClient;
  selection: Selection;
  lines: () => string[];
}

async function linesOf(
  rows: IHistoryRow[],
  change: Partial<typeof DEFAULTS> = {},
  baseline: { name: string; value: number; execution: string }[] = []
): Promise<ILines> {
  const client = makeClient({
    history: () => Promise.resolve(makePage(rows)),
    baseline: () =>
      Promise.resolve({
        kind: 'best',
        metrics: baseline.map(metric => ({ ...metric, goal: 'up' }))
      })
  });
  const changes = new Signal<unknown, IHistoryChange>({});
  const connection = new Connection(client);
  const model = new HistoryModel({ client, connection, changes });
  const preferences = () => ({ ...DEFAULTS, ...change });
  const measures = new Measures({ client, model, changes, preferences });
  const timeline = new Timeline({ model, measures, clock, preferences });
  model.follow('a.ipynb');
  await vi.waitFor(() => expect(model.rows).toHaveLength(rows.length));
  return {
    timeline,
    model,
    measures,
    client,
    selection: new Selection(model, timeline),
    lines: () => {
      const { items, lines } = timeline.layout;
      return lines.map(place => items[place]?.key ?? '');
    }
  };
}

/** Rows of a sitting two hours ago, newest first. */
function old(count: number, change: Partial<IHistoryRow> = {}): IHistoryRow[] {
  return Array.from({ length: count }, (_, index) =>
    makeRow(count - index, { started_at: NOON - 2 * HOUR - index, ...change })
  );
}

afterEach(() => vi.useRealTimers());

describe('folds', () => {
  it('stand for the automatic executions of a sitting that is over', async () => {
    const { lines } = await linesOf(old(5));
    expect(lines()).toEqual(['fold-e5']);
  });

  it('leave out the sitting that goes on', async () => {
    const now = old(4).map((row, index) => ({
      ...row,
      execution: `n${4 - index}`,
      started_at: NOON - 60 * index
    }));
    const { lines } = await linesOf([...now, ...old(3)]);
    expect(lines()).toEqual(['n4', 'n3', 'n2', 'n1', 'fold-e3']);
  });

  it.each<Partial<IHistoryRow>>([
    { status: 'error' },
    { message: 'first good model' },
    { pinned: true },
    { note: 'why' },
    { tags: ['v1'] },
    { verdict: 'same' }
  ])('leave out a row with %o', async change => {
    const rows = old(7);
    rows[3] = { ...makeRow(4), started_at: NOON - 2 * HOUR - 3, ...change };
    const { lines } = await linesOf(rows);
    expect(lines()).toEqual(['fold-e7', 'e4', 'fold-e3']);
  });

  it('leave out the row with the best value', async () => {
    const metrics = [{ name: 'acc', value: 0.9, step: null }];
    const rows = old(7, { metrics });
    const best = { name: 'acc', value: 0.9, execution: 'e4' };
    const { lines } = await linesOf(rows, {}, [best]);
    await vi.waitFor(() =>
      expect(lines()).toEqual(['fold-e7', 'e4', 'fold-e3'])
    );
  });

  it('end with a pause and with a day', async () => {
    const earlier = old(3).map(row => ({
      ...row,
      execution: `b${row.position}`,
      started_at: row.started_at - HOUR
    }));
    const { lines } = await linesOf([...old(3), ...earlier]);
    expect(lines()).toEqual(['fold-e3', 'fold-b3']);
  });

  it('are not made of two rows, nor when nobody wants them', async () => {
    expect((await linesOf(old(2))).lines()).toEqual(['e2', 'e1']);
    const { lines } = await linesOf(old(5), { foldAutomatic: 0 });
    expect(lines()).toHaveLength(5);
  });

  it('are not made of what a filter found, where lines would lie', async () => {
    const { model, lines, timeline } = await linesOf(old(5));
    model.setFilter('acc');
    await vi.waitFor(() => expect(model.applied).toBe('acc'));
    expect(lines()).toHaveLength(5);
    expect(timeline.layout.items[1]?.lanes.below).toBe(0);
  });

  it('open and close', async () => {
    const { timeline, lines } = await linesOf(old(3));
    timeline.toggle('fold-e3');
    expect(lines()).toEqual(['fold-e3', 'e3', 'e2', 'e1']);
    expect(timeline.foldOf('fold-e3')?.isOpen).toBe(true);
    timeline.toggle('fold-e3');
    expect(lines()).toEqual(['fold-e3']);
  });
});

describe('the selection', () => {
  it('is a fold or a row, and opens the fold that hides a row', async () => {
    const { selection, lines } = await linesOf(old(3));
    selection.move('first');
    expect([selection.execution, selection.row]).toEqual(['fold-e3', null]);
    selection.select('e2');
    expect(lines()).toContain('e2');
    expect(selection.row?.execution).toBe('e2');
    selection.move(1);
    expect(selection.execution).toBe('e1');
  });
});

describe('Measures', () => {
  it.each<Partial<typeof DEFAULTS>>([
    {},
    { baseline: 'pinned' } // of a notebook where nothing is
  ])('asks anew when an execution logged something, with %o', async change => {
    const metrics = [{ name: 'acc', value: 0.5, step: null }];
    const { measures } = await linesOf(
      [
        makeRow(2, { metrics: [{ name: 'acc', value: 0.75, step: null }] }),
        makeRow(1, { metrics })
      ],
      change,
      [{ name: 'acc', value: 0.75, execution: 'e2' }]
    );
    await vi.waitFor(() =>
      expect(measures.of('e2').get('acc')).toEqual({
        change: 0.25,
        isBetter: true,
        against: 0.5
      })
    );
    expect(measures.isBaseline('e2')).toBe(true);
    expect(measures.goalOf('acc')).toBe('up');
    expect(measures.of('e1').size).toBe(0);
  });

  it('stand against what is set now, though the server does not answer', async () => {
    const acc = (value: number) => ({
      metrics: [{ name: 'acc', value, step: null }]
    });
    const change: { baseline?: typeof DEFAULTS.baseline } = {};
    const { measures, client, model } = await linesOf(
      [makeRow(3, acc(0.75)), makeRow(2, acc(0.5)), makeRow(1, acc(1))],
      change,
      [{ name: 'acc', value: 1, execution: 'e1' }]
    );
    const against = () => measures.of('e3').get('acc')?.against;
    await vi.waitFor(() => expect(against()).toBe(1));
    client.baseline = () => Promise.reject(new Error('busy'));
    change.baseline = 'previous';
    model.announce('settings');
    await vi.waitFor(() => expect(against()).toBe(0.5));
  });
});
