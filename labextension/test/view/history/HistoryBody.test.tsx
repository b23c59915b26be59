import { afterEach, describe, expect, it, vi } from 'vitest';

import type { IHistoryRow } from '../../../src/api/client';
import { ProblemError } from '../../../src/api/problem';
import { CommandIDs } from '../../../src/commands';
import { makeJob } from '../../evidence';
import { makePage, makeRow, makeRows, NOON, STORE } from '../../rows';
import { STATE } from '../../state';
import { drawn, historySection, show, stage, type IStage } from '../context';

let section: ReturnType<typeof historySection> | undefined;

async function draw(on: IStage, clearFilter = vi.fn()): Promise<HTMLElement> {
  section = historySection(on.context, clearFilter);
  return show(section);
}

const rowsOf = (node: HTMLElement): HTMLElement[] => [
  ...node.querySelectorAll<HTMLElement>('[role=option]')
];

const cardOf = (node: HTMLElement): string | undefined =>
  node.querySelector<HTMLElement>('.jp-mm-StateCard')?.dataset['state'];

const press = (node: HTMLElement, key: string): void => {
  node
    .querySelector('[role=listbox]')
    ?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
};

afterEach(() => {
  section?.dispose();
});

describe('the list', () => {
  it('draws the rows on screen and says how many there are', async () => {
    const on = await stage(makeRows(1000, 1000));
    const node = await draw(on);
    const rows = rowsOf(node);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]?.getAttribute('aria-setsize')).toBe('1000');
    expect(rows[0]?.getAttribute('aria-posinset')).toBe('1');
  });

  it('shows hostile names as text', async () => {
    const hostile = '<img src=x onerror="window.hacked = true">\u202e';
    const bad: Partial<IHistoryRow> = {
      message: hostile,
      tags: [hostile],
      changed: [hostile],
      error: hostile,
      lost: hostile,
      metrics: [{ name: hostile, value: hostile, step: null }]
    };
    const node = await draw(await stage([makeRow(1, bad)]));
    expect(node.querySelector('img')).toBeNull();
    expect(node.textContent).toContain('<img src=x onerror=');
    expect(node.innerHTML).not.toContain('\u202e');
    expect((window as { hacked?: boolean }).hacked).toBeUndefined();
  });

  it('tells shape and words apart for what failed, is named or pinned', async () => {
    const node = await draw(
      await stage([
        makeRow(3, { status: 'error', error: 'bad' }),
        makeRow(2, { message: 'first good model', pinned: true, tags: ['v1'] }),
        makeRow(1, { checkpoint: null, lost: 'interrupted', skipped: 2 })
      ])
    );
    const [failed, named, lost] = rowsOf(node);
    expect(failed?.textContent).toContain('Failed');
    expect(failed?.dataset['status']).toBe('error');
    expect(named?.textContent).toContain('first good model');
    expect(named?.querySelector('[title="Pinned"]')).not.toBeNull();
    expect(lost?.textContent).toContain('no variables kept');
    expect(lost?.textContent).toContain('2 not kept');
  });

  it('shows metrics with three significant digits', async () => {
    const metrics = [{ name: 'acc', value: 0.93123, step: null }];
    const node = await draw(await stage([makeRow(1, { metrics })]));
    expect(rowsOf(node)[0]?.textContent).toContain('acc 0.931');
  });

  it('adds a recorded row by itself', async () => {
    const on = await stage(makeRows(2, 2));
    const node = await draw(on);
    on.emit({ what: 'recorded', row: makeRow(3) });
    await drawn();
    expect(rowsOf(node)).toHaveLength(3);
    expect(rowsOf(node)[0]?.dataset['execution']).toBe('e3');
  });

  it('tells of rows above instead of moving the list', async () => {
    const on = await stage(makeRows(50, 50));
    const node = await draw(on);
    on.history.model.setAtTop(false);
    on.emit({ what: 'recorded', row: makeRow(51) });
    await drawn();
    expect(node.querySelector('.jp-mm-Pill')?.textContent).toBe('1 new ↑');
  });

  it('divides days', async () => {
    const node = await draw(
      await stage([
        makeRow(2, { started_at: NOON - 60 }),
        makeRow(1, { started_at: NOON - 86_400 })
      ])
    );
    const days = [...node.querySelectorAll('.jp-mm-Day')];
    expect(days.map(day => day.textContent)).toEqual(['Today', 'Yesterday']);
  });
});

describe('notes on hidden state', () => {
  it('stand in the row of their execution', async () => {
    const note = {
      ...{ cell: 'c2', execution: 'e2', name: 'df', text: '' },
      ...{ source_execution: 'e1', kind: 'cell_gone' }
    };
    const hiddenState = () => Promise.resolve([note]);
    const on = await stage(makeRows(3, 3), { hiddenState });
    on.history.hidden.setOn(true);
    const node = await draw(on);
    await vi.waitFor(() => {
      const marked = rowsOf(node).filter(row =>
        row.textContent.includes('hidden state')
      );
      expect(marked.map(row => row.dataset['execution'])).toEqual(['e2']);
    });
    expect(node.querySelector('[title*="no longer exists"]')).not.toBeNull();
  });
});

describe('keys', () => {
  it('move, open and pin', async () => {
    const on = await stage(makeRows(5, 5));
    const node = await draw(on);
    press(node, 'ArrowDown');
    press(node, 'ArrowDown');
    await drawn();
    const list = node.querySelector('[role=listbox]');
    expect(list?.getAttribute('aria-activedescendant')).toBe(
      'jupyter-mm-row-e4'
    );
    press(node, 'Enter');
    press(node, 'p');
    press(node, 'F2');
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.openCheckpoint, { ref: 'e4' }],
      [CommandIDs.togglePin, { ref: 'e4' }],
      [CommandIDs.rename, { ref: 'e4' }]
    ]);
    press(node, 'End');
    expect(on.history.selection.execution).toBe('e1');
  });

  it('ask for the menu of the row', async () => {
    const on = await stage(makeRows(5, 5));
    const node = await draw(on);
    press(node, 'ArrowDown');
    await drawn();
    const asked: (string | undefined)[] = [];
    node.addEventListener('contextmenu', ({ target }) => {
      asked.push((target as HTMLElement).dataset['execution']);
    });
    press(node, 'ContextMenu');
    expect(asked).toEqual(['e5']);
  });

  it('leave all others to JupyterLab', async () => {
    const on = await stage(makeRows(5, 5));
    const node = await draw(on);
    const event = new KeyboardEvent('keydown', {
      key: 's',
      ctrlKey: true,
      bubbles: true,
      cancelable: true
    });
    node.querySelector('[role=listbox]')?.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});

describe('states', () => {
  it('are one sentence where nothing is to be listed', async () => {
    expect(cardOf(await draw(await stage([])))).toBe('empty');
  });

  it('greet the first time', async () => {
    const status = () => Promise.resolve({ ...STORE, executions: 0 });
    const on = await stage([], { status });
    const node = await draw(on);
    expect(cardOf(node)).toBe('first-time');
    node.querySelectorAll('button').forEach(button => button.click());
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.runExample],
      [CommandIDs.pauseCapture, { paused: true, remember: true }]
    ]);
  });

  it('name the missing server part', async () => {
    const status = () => Promise.reject(new ProblemError('missing', 'no', ''));
    const node = await draw(await stage([], { status }));
    expect(cardOf(node)).toBe('missing');
    expect(node.textContent).toContain('pip install jupyter-mm');
  });

  it('tell what is wrong with one sentence and details', async () => {
    const history = () =>
      Promise.reject(new ProblemError('corrupt', 'Bad bytes.', 'Verify.'));
    const node = await draw(await stage([], { history }));
    expect(cardOf(node)).toBe('error');
    expect(node.querySelector('details')?.textContent).toContain('Bad bytes.');
  });

  it('offer to clear a filter that matches nothing', async () => {
    const clear = vi.fn();
    const on = await stage([], {
      history: () => Promise.resolve(makePage([]))
    });
    const node = await draw(on, clear);
    on.history.model.setFilter('acc > .99');
    on.history.model.refresh();
    await drawn();
    expect(cardOf(node)).toBe('no-match');
    expect(node.querySelector('em')?.textContent).toBe('acc > .99');
    node.querySelector('button')?.click();
    expect(clear).toHaveBeenCalledOnce();
  });

  it('show what runs on the server, how far it is, and how to end it', async () => {
    const on = await stage(makeRows(3, 3), {
      startJob: () => Promise.resolve(makeJob())
    });
    const node = await draw(on);
    expect(node.querySelector('.jp-mm-JobLine')).toBeNull();
    await on.history.jobs.start({ kind: 'reproduce', ref: 'ab' });
    await drawn();
    const line = node.querySelector('.jp-mm-JobLine');
    expect(line?.textContent).toContain('Installing 41 packages');
    expect(line?.querySelector('progress')?.value).toBe(0.25);
    line?.querySelectorAll('button').forEach(button => button.click());
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.showLog, { job: 'j1' }],
      [CommandIDs.cancelJob, { job: 'j1' }]
    ]);
    on.history.jobs.dispose();
  });

  it('keep the list while offline', async () => {
    const gone = new ProblemError('offline', 'gone', '');
    const status = vi
      .fn((): Promise<typeof STORE> => Promise.reject(gone))
      .mockResolvedValueOnce(STORE);
    const on = await stage(makeRows(3, 3), { status });
    const node = await draw(on);
    on.history.connection.failed(gone);
    await drawn();
    expect(cardOf(node)).toBe('offline');
    expect(rowsOf(node)).toHaveLength(3);
    on.history.connection.dispose();
  });

  it('tell that a store can only be read', async () => {
    const status = () =>
      Promise.resolve({ ...STORE, read_only: 'Format 9 is newer.' });
    const node = await draw(await stage(makeRows(1, 1), { status }));
    expect(cardOf(node)).toBe('read-only');
  });

  it('tell that nothing is kept, and offer to go on', async () => {
    const state = { ...STATE, paused: true };
    const on = await stage(makeRows(1, 1), {}, { state });
    const node = await draw(on);
    expect(cardOf(node)).toBe('paused');
    node.querySelector<HTMLElement>('.jp-mm-Banner button')?.click();
    expect(on.run.mock.calls).toEqual([
      [CommandIDs.pauseCapture, { paused: false }]
    ]);
  });

  it('tell that a kernel keeps no variables', async () => {
    const on = await stage(makeRows(1, 1), {}, { support: 'no' });
    expect(cardOf(await draw(on))).toBe('no-kernel-support');
  });
});
