import { describe, expect, it } from 'vitest';

import { changesOf, itemsOf, onlyCell } from '../../../src/model/compare/cells';
import { makeCell } from '../../comparison';

const CELLS = [
  makeCell('same', 0),
  makeCell('same', 1),
  makeCell('changed', 2),
  makeCell('added', 3),
  makeCell('same', 4)
];

const shape = (items: ReturnType<typeof itemsOf>): string[] =>
  items.map(item =>
    item.kind === 'fold' ? `${item.same} same` : item.cell.kind
  );

describe('cells of a comparison', () => {
  it('fold where they are the same', () => {
    const items = itemsOf(CELLS, true, new Set());
    expect(shape(items)).toEqual(['2 same', 'changed', 'added', '1 same']);
    expect(changesOf(CELLS)).toEqual([2, 3]);
  });

  it('fold where only times or ids differ, and count those', () => {
    const cells = [...CELLS, makeCell('noise', 5)];
    expect(changesOf(cells)).toEqual([2, 3]);
    expect(itemsOf(cells, true, new Set())[3]).toEqual({
      ...{ kind: 'fold', same: 1, noise: 1, index: 4 }
    });
  });

  it('unfold one stretch at a time, or all', () => {
    expect(shape(itemsOf(CELLS, true, new Set([0])))).toEqual([
      'same',
      'same',
      'changed',
      'added',
      '1 same'
    ]);
    expect(itemsOf(CELLS, false, new Set())).toHaveLength(CELLS.length);
  });

  it('travel without the text of the others', () => {
    const cell = (source: string) => ({
      ...{ id: source, cell_type: 'code', source, metadata: { a: 1 } },
      attachments: { 'a.png': {} }
    });
    const document = {
      ...{ kernel_id: 'k', executions: [], path: 'a.ipynb', metadata: {} },
      cells: [cell('a'), cell('b')]
    };
    const sent = onlyCell(document, 1);
    expect(sent.cells[0]).toEqual({
      ...{ id: 'a', cell_type: 'code', source: '', metadata: {} },
      attachments: null
    });
    expect(sent.cells[1]).toBe(document.cells[1]);
  });
});
