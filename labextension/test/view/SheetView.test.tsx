import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { MIME_TYPE, sheetOf } from '../../src/model/notebook/sheet';
import { LiveDisplay } from '../../src/view/notebook/LiveDisplay';

const HOSTILE = '<img src=x onerror="window.hacked = true">';
const SHEET = {
  kind: 'diff',
  title: `now~1 → now ${HOSTILE}`,
  tables: [
    {
      caption: 'Cells',
      header: ['', 'cell'],
      rows: [
        { cells: ['+', HOSTILE], ref: 'c1', tone: 'more' },
        { cells: ['~', 'depth = 12', 'beyond'], ref: null, tone: 'evil' }
      ],
      total: 9
    }
  ],
  notes: [HOSTILE],
  actions: [
    { command: 'jupyter-mm:compare', args: { a: '1', b: '2', evil: '3' } },
    { command: 'docmanager:delete-file', args: {} }
  ]
};

describe('an output of ours', () => {
  let display: LiveDisplay | undefined;

  async function draw(value: unknown, isEnabled = true) {
    const run = vi.fn();
    const changed = new Signal<unknown, { id: string | undefined }>({});
    const possible = { isEnabled };
    display = new LiveDisplay({
      actions: {
        ...{ run, changed },
        state: () => ({ ...possible, caption: 'the reason' })
      },
      labelOf: command => command.replace('jupyter-mm:', ''),
      trans: nullTranslator.load('jupyter_mm')
    });
    Widget.attach(display, document.body);
    await display.renderModel({
      trusted: false,
      data: { [MIME_TYPE]: value as never, 'text/plain': 'the plain text' },
      metadata: {},
      setData: () => undefined
    });
    return { node: display.node, run, changed, possible };
  }

  afterEach(() => display?.dispose());

  it('shows what it holds as text, whoever wrote it', async () => {
    const { node } = await draw(SHEET);
    await vi.waitFor(() => {
      expect(node.querySelectorAll('tbody tr')).toHaveLength(2);
    });
    expect(node.querySelector('img')).toBeNull();
    expect(node.textContent).toContain(HOSTILE);
    expect(node.textContent).toContain('7 more rows');
    expect(node.textContent).not.toContain('beyond');
    expect(node.querySelector('[data-tone="evil"]')).toBeNull();
    expect(node.querySelector('[data-tone="more"]')).not.toBeNull();
  });

  it('offers what may be done next, and nothing that others name', async () => {
    const { node, run } = await draw(SHEET);
    await vi.waitFor(() => {
      expect(node.querySelector('.jp-mm-Sheet-button')).not.toBeNull();
    });
    const buttons = node.querySelectorAll<HTMLElement>('.jp-mm-Sheet-button');
    expect([...buttons].map(one => one.textContent)).toEqual(['compare']);
    buttons[0]?.click();
    node.querySelector<HTMLElement>('.jp-mm-Sheet-link')?.click();
    expect(run.mock.calls).toEqual([
      ['jupyter-mm:compare', { a: '1', b: '2' }],
      ['jupyter-mm:open-checkpoint', { ref: 'c1' }]
    ]);
  });

  it('says why something is not possible', async () => {
    const { node, run } = await draw(SHEET, false);
    await vi.waitFor(() => {
      expect(node.querySelector('.jp-mm-Sheet-button')).not.toBeNull();
    });
    const button = node.querySelector<HTMLElement>('.jp-mm-Sheet-button');
    expect(button?.title).toBe('the reason');
    button?.click();
    expect(run).not.toHaveBeenCalled();
  });

  it('offers what has become possible since it was drawn', async () => {
    const { node, run, changed, possible } = await draw(SHEET, false);
    const press = () =>
      node.querySelector<HTMLElement>('.jp-mm-Sheet-button')?.click();
    await vi.waitFor(() => {
      expect(node.querySelector('.jp-mm-Sheet-button')).not.toBeNull();
    });
    possible.isEnabled = true;
    changed.emit({ id: 'docmanager:save' });
    press();
    expect(run).not.toHaveBeenCalled();
    changed.emit({ id: undefined });
    await vi.waitFor(() => {
      press();
      expect(run).toHaveBeenCalled();
    });
  });

  it('filters many rows', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => ({
      ...{ cells: [`row ${n}`], ref: null, tone: '' }
    }));
    const table = { caption: '', header: ['a'], rows, total: 20 };
    const { node } = await draw({ ...SHEET, tables: [table] });
    await vi.waitFor(() => {
      expect(node.querySelectorAll('tbody tr')).toHaveLength(20);
    });
    const input = node.querySelector<HTMLInputElement>('input');
    const set = Object.getOwnPropertyDescriptor(
      HTMLInputElement.prototype,
      'value'
    )?.set;
    set?.call(input, 'ROW 1');
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    await vi.waitFor(() => {
      expect(node.querySelectorAll('tbody tr')).toHaveLength(11);
    });
  });

  it.each([null, 5, [], {}, { title: 7 }, 'text'])(
    'shows the plain text instead of %j',
    async value => {
      const { node } = await draw(value);
      await vi.waitFor(() => {
        expect(node.textContent).toBe('the plain text');
      });
    }
  );

  it.each([
    { title: 't' },
    { title: 't', tables: [5, { rows: [5, { cells: 3 }] }], actions: [{}] }
  ])('reads %j as far as it goes', value => {
    expect(sheetOf(value)?.actions).toEqual([]);
  });
});
