import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { IClient, IRun } from '../../../src/api/client';
import { ProblemError } from '../../../src/api/problem';
import { CommandIDs } from '../../../src/commands';
import { runsOf } from '../../../src/model/runs/followed';
import { RunList } from '../../../src/view/runs/RunList';
import { LazySection } from '../../../src/view/sidebar/LazySection';
import { RunsTitle } from '../../../src/view/sidebar/SectionTitles';
import { makeRow } from '../../rows';
import { makeMetric, makeRun, makeRuns } from '../../runs';
import { drawn, show, stage, type IStage } from '../context';

const HOSTILE = '<img src=x onerror="window.hacked = true">\u202e';
const BASELINE = {
  ...{ kind: 'best', reference: null },
  metrics: [{ name: 'acc', value: 1, execution: 'e9', goal: 'up' }]
};

describe('the section "Runs"', () => {
  let section: LazySection | undefined;

  async function draw(
    runs: IRun[],
    answers: Partial<IClient> = {}
  ): Promise<[HTMLElement, IStage]> {
    const metrics = [{ name: 'acc', value: 1, step: null }];
    const on = await stage([makeRow(1, { metrics })], {
      runs: () => Promise.resolve({ runs, has_more: false }),
      baseline: () => Promise.resolve(BASELINE as never),
      ...answers
    });
    section = new LazySection(on.context, {
      load: () => Promise.resolve(RunList),
      setShown: isShown => runsOf(on.history).setShown(isShown)
    });
    section.hide();
    const node = await show(section);
    section.show();
    await drawn();
    await drawn();
    return [node, on];
  }

  const list = (node: HTMLElement): HTMLElement => {
    const found = node.querySelector<HTMLElement>('[role=listbox]');
    if (!found) {
      throw new Error('there is no list');
    }
    return found;
  };
  const press = async (node: HTMLElement, key: string): Promise<void> => {
    list(node).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    );
    await drawn();
  };
  const selected = (node: HTMLElement): string | undefined =>
    node.querySelector<HTMLElement>('[aria-selected=true]')?.dataset['run'];

  beforeEach(() => {
    Element.prototype.scrollIntoView = vi.fn(); // jsdom has none
  });
  afterEach(() => {
    section?.dispose();
  });

  it('tells the last value, and the best where it is another', async () => {
    const [node, { history }] = await draw([
      makeRun(2, {
        metrics: [
          makeMetric('acc', [0.5, 0.94, 0.931]),
          ...['a', 'b', 'c', 'd'].map(name => makeMetric(name, [1]))
        ]
      }),
      makeRun(1, { metrics: [makeMetric('acc', [0.5, 0.9])] })
    ]);
    await vi.waitFor(() => expect(history.measures.goalOf('acc')).toBe('up'));
    await drawn();
    const second = [...node.querySelectorAll('.jp-mm-Row-second')].map(
      ({ textContent }) => textContent.replace(/\s+/g, ' ').trim()
    );
    expect(second).toEqual([
      'acc 0.931 (best 0.940) a 1 b 1 c 1 +1',
      'acc 0.900'
    ]);
  });

  it('draws a small line where there is one', async () => {
    const flat = makeRun(1, { metrics: [makeMetric('acc', [1])] });
    const [node] = await draw([makeRun(2), flat]);
    const lines = node.querySelectorAll('polyline');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.closest('svg')?.getAttribute('aria-hidden')).toBe('true');
    expect(lines[0]?.getAttribute('points')?.split(' ')).toHaveLength(3);
  });

  it('marks what runs with a word, and counts it in the title', async () => {
    const [node, on] = await draw([
      makeRun(2, { is_running: true, row: null }),
      makeRun(1)
    ]);
    const live = node.querySelectorAll('.jp-mm-Run-live');
    expect([...live].map(({ textContent }) => textContent)).toEqual([
      'running'
    ]);
    const title = await show(new RunsTitle(on.context));
    expect(title.textContent).toBe('21 liveTable');
    title.querySelector('button')?.click();
    expect(on.run).toHaveBeenCalledWith(CommandIDs.openRuns);
  });

  it('goes by keys, and acts on the selected run', async () => {
    const [node, { run, history }] = await draw(makeRuns(3));
    list(node).focus();
    await drawn();
    expect(selected(node)).toBe('e3');
    await press(node, 'ArrowDown');
    await press(node, 'End');
    expect(selected(node)).toBe('e1');
    await press(node, 'ArrowUp');
    expect(selected(node)).toBe('e2');
    expect(list(node).getAttribute('aria-activedescendant')).toBe(
      'jupyter-mm-run-e2'
    );
    await press(node, 'Enter');
    await press(node, ' ');
    expect(run.mock.calls).toEqual([
      [CommandIDs.openCheckpoint, { ref: 'e2' }],
      [CommandIDs.pickForCompare, { ref: 'e2' }]
    ]);
    expect(history.selection.row?.execution).toBe('e2'); // though not listed
    history.picks.toggle('e2');
    await drawn();
    expect(node.textContent).toContain('to compare');
  });

  it('has the menu and the buttons of a checkpoint', async () => {
    const [node, { run, history }] = await draw(makeRuns(2));
    const menu = vi.fn();
    document.addEventListener('contextmenu', menu);
    list(node).focus();
    await drawn();
    await press(node, 'ContextMenu');
    expect(menu).toHaveBeenCalledTimes(1);
    expect(history.selection.row?.execution).toBe('e2');
    document.removeEventListener('contextmenu', menu);
    const buttons = node.querySelectorAll<HTMLElement>('[role=toolbar] button');
    buttons.forEach(button => button.click());
    expect(run.mock.calls).toEqual([
      [CommandIDs.restore, { ref: 'e2' }],
      [CommandIDs.compare, { a: 'e2', b: 'now' }]
    ]);
  });

  it('offers nothing of a run whose first cell still runs', async () => {
    const [node, { run }] = await draw([
      makeRun(1, { is_running: true, row: null })
    ]);
    const menu = vi.fn();
    document.addEventListener('contextmenu', menu);
    list(node).focus();
    await drawn();
    await press(node, 'Enter');
    await press(node, 'ContextMenu');
    node
      .querySelector('.jp-mm-Run')
      ?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
    document.removeEventListener('contextmenu', menu);
    expect(menu).not.toHaveBeenCalled();
    expect(run).not.toHaveBeenCalled();
    expect(node.querySelector('[role=toolbar]')).toBeNull();
  });

  it('says how a run begins, while there is none', async () => {
    const [node] = await draw([]);
    expect(node.textContent).toContain('No values logged yet.');
    expect(node.querySelector('code')?.textContent).toBe('%mm_log acc=0.93');
  });

  it('says what failed, and tries again', async () => {
    const runs = vi
      .fn<IClient['runs']>()
      .mockRejectedValueOnce(new ProblemError('internal', 'Broken.', ''))
      .mockResolvedValue({ runs: makeRuns(1), has_more: false });
    const [node] = await draw([], { runs });
    expect(node.querySelector('[role=alert]')?.textContent).toContain(
      'Broken.'
    );
    node.querySelector('button')?.click();
    await drawn();
    expect(node.querySelectorAll('[role=option]')).toHaveLength(1);
  });

  it('waits behind a skeleton', async () => {
    const [node] = await draw([], { runs: () => new Promise(() => undefined) });
    expect(node.querySelector('.jp-mm-Skeleton')).not.toBeNull();
  });

  it('asks for a notebook', async () => {
    const [node, { history }] = await draw(makeRuns(1));
    runsOf(history).follow(null);
    await drawn();
    expect(node.textContent).toBe('Open a notebook to see its runs.');
  });

  it('shows hostile names as text', async () => {
    const metrics = [makeMetric(HOSTILE, [1, 2])];
    const [node] = await draw([makeRun(1, { name: HOSTILE, metrics })]);
    expect(node.querySelector('img')).toBeNull();
    expect(node.innerHTML).not.toContain('\u202e');
    expect(node.textContent).toContain('<img src=x onerror=');
  });
});
