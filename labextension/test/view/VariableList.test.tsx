import { describe, expect, it, vi } from 'vitest';

import type { ICheckpointDetail, IVariable } from '../../src/api/client';
import { CommandIDs } from '../../src/commands';
import { LazySection } from '../../src/view/sidebar/LazySection';
import { VariableList } from '../../src/view/variables/VariableList';
import { makeRow } from '../rows';
import { STATE } from '../state';
import { show, stage } from './context';

const variable = (changes: Partial<IVariable> = {}): IVariable => ({
  name: 'df',
  type: 'pandas.DataFrame',
  summary: '800 × 13',
  size_bytes: 76_800,
  reason: null,
  origin: null,
  ...changes
});

const row = makeRow(7, { title: 'add tenure', checkpoint: 'c7' });

const LIFE = {
  name: 'df',
  total: 23,
  moments: [
    {
      row,
      variable: variable(),
      facts: [{ name: 'rows', text: '800' }],
      lines: ['800 × 12 → 800 × 13', '+ column <b>tenure</b>']
    },
    {
      row: makeRow(1, { title: 'load', checkpoint: 'c1' }),
      variable: variable({ reason: 'too large', size_bytes: null }),
      facts: [],
      lines: []
    }
  ]
};

async function shown(variables: IVariable[]) {
  const made = await stage(
    [row],
    {
      checkpoint: () =>
        Promise.resolve({ variables } as unknown as ICheckpointDetail),
      variableLife: () => Promise.resolve(LIFE)
    },
    { state: { ...STATE, head: { id: 'c7' } } }
  );
  const section = new LazySection(made.context, {
    load: () => Promise.resolve(VariableList),
    setShown: isShown => made.history.variables.setShown(isShown)
  });
  section.hide();
  const node = await show(section);
  section.show();
  return { ...made, node };
}

describe('The list of variables', () => {
  it('says what each is, and why some do not come back', async () => {
    const { node } = await shown([
      variable(),
      variable({ name: 'db', reason: 'an open connection', summary: '' })
    ]);
    await vi.waitFor(() => {
      expect(node.querySelectorAll('.jp-mm-Variable')).toHaveLength(2);
    });
    const [df, db] = node.querySelectorAll('.jp-mm-Variable');
    expect(df?.textContent).toContain('800 × 13');
    expect(df?.textContent).toContain('DataFrame');
    expect(df?.textContent).toContain('77 kB');
    expect(db?.textContent).toContain('not restorable: an open connection');
    expect(node.textContent).toContain('1 not restorable');
  });

  it('opens the changes of one, and acts on a moment', async () => {
    const { node, run } = await shown([variable()]);
    await vi.waitFor(() => {
      expect(node.querySelector('.jp-mm-Variable-toggle')).not.toBeNull();
    });
    const toggle = node.querySelector<HTMLElement>('.jp-mm-Variable-toggle');
    expect(toggle?.getAttribute('aria-expanded')).toBe('false');
    toggle?.click();
    await vi.waitFor(() => {
      expect(node.querySelectorAll('.jp-mm-Moment')).toHaveLength(2);
    });
    expect(toggle?.getAttribute('aria-expanded')).toBe('true');
    expect(node.querySelector('.jp-mm-Life b')).toBeNull();
    expect(node.textContent).toContain('+ column <b>tenure</b>');
    expect(node.textContent).toContain('21 older changes');
    const [latest, first] = node.querySelectorAll('.jp-mm-Moment');
    latest?.querySelector<HTMLElement>('.jp-mm-Link')?.click();
    latest
      ?.querySelectorAll<HTMLElement>('.jp-mm-IconButton')
      .forEach(button => button.click());
    expect(run.mock.calls).toEqual([
      [CommandIDs.openCheckpoint, { ref: 'c7' }],
      [CommandIDs.copyVariable, { ref: 'c7', name: 'df' }],
      [CommandIDs.copyVariableLoader, { ref: 'c7', name: 'df' }],
      [CommandIDs.restore, { ref: 'c7', names: ['df'] }]
    ]);
    const lost = first?.querySelectorAll('[aria-disabled="true"]');
    expect(lost).toHaveLength(3);
    expect(lost?.[0]?.getAttribute('aria-label')).toBe(
      'This value was not kept.'
    );
  });

  it('says why there is nothing', async () => {
    const { node } = await shown([]);
    await vi.waitFor(() => {
      expect(node.textContent).toContain('Run a cell');
    });
  });
});
