import { YNotebook } from '@jupyter/ydoc';
import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import {
  changesBetween,
  documentOf,
  putBack,
  putCellBack
} from '../../../src/model/restore/notebookRestore';

const TEXT: IOutput = { output_type: 'stream', name: 'stdout', text: 'one\n' };

function code(id: string, source: string, outputs: IOutput[] = []): ICell {
  return {
    ...{ id, cell_type: 'code', source, outputs },
    ...{ metadata: {}, execution_count: outputs.length || null }
  };
}

function words(id: string, source: string): ICell {
  return { id, cell_type: 'markdown', source, metadata: {} };
}

function notebook(...cells: ICell[]): INotebookContent {
  const kernelspec = { name: 'python3', display_name: 'Python' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

function shared(content: INotebookContent): YNotebook {
  const result = YNotebook.create();
  result.fromJSON(structuredClone(content));
  return result;
}

const A = code('a', 'x = 1', [TEXT]);
const B = code('b', 'y = 2\nz = 3');
const C = words('c', '# Title');
const D = code('d', 'plot()');

describe('putBack', () => {
  it.each([
    ['other text', [A, B], [A, code('b', 'y = 2\nz = 4')]],
    ['cells that were deleted', [A], [A, B, C]],
    ['cells that are new', [A, B, C, D], [B]],
    ['another order', [A, B, C, D], [D, B, A, C]],
    ['another kind of cell', [A, C], [words('a', 'x = 1'), code('c', '1')]],
    [
      'outputs',
      [A, B],
      [code('a', 'x = 1'), code('b', 'y = 2\nz = 3', [TEXT])]
    ],
    ['nothing at all', [A, B], [A, B]],
    ['an empty notebook', [A, B], []],
    ['all at once', [D, A, C], [C, code('e', 'new'), code('a', ''), B, D]]
  ])(
    'gives back %s to the letter, and so does the way back',
    (_, now, then) => {
      const page = shared(notebook(...now));
      const before = documentOf(page);
      putBack(page, notebook(...then), true);
      expect(documentOf(page)).toEqual(documentOf(shared(notebook(...then))));
      putBack(page, before, true);
      expect(documentOf(page)).toEqual(before);
    }
  );

  it.each([
    ['x = "😀"', 'x = "😁"'],
    ['🎈', '🎉'],
    ['a🎈', 'a'],
    ['🎈🎈', '🎈'],
    ['𐐀x', '𐀀x'],
    ['', '😀😁']
  ])('cuts no character in two: %s and %s', (one, other) => {
    const page = shared(notebook(code('a', one)));
    putBack(page, notebook(code('a', other)), true);
    const peer = new YNotebook(); // what is sent is encoded
    Y.applyUpdate(peer.ydoc, Y.encodeStateAsUpdate(page.ydoc));
    expect(page.cells[0]?.getSource()).toBe(other);
    expect(peer.cells[0]?.getSource()).toBe(other);
    peer.dispose();
    putBack(page, notebook(code('a', one)), true);
    expect(page.cells[0]?.getSource()).toBe(one);
  });

  it('comes as one change', () => {
    const page = shared(notebook(A, B, C, D));
    let updates = 0;
    page.ydoc.on('update', () => (updates += 1));
    putBack(page, notebook(D, code('a', 'x = 2', [TEXT, TEXT]), B), false);
    expect(updates).toBe(1);
  });

  it('merges with what somebody else typed meanwhile', () => {
    const page = shared(notebook(A, B));
    const peer = new YNotebook();
    Y.applyUpdate(peer.ydoc, Y.encodeStateAsUpdate(page.ydoc));
    peer.cells[1]?.updateSource(0, 0, '# mine\n');
    putBack(page, notebook(D, code('b', 'y = 2\nz = 33')), false);
    Y.applyUpdate(page.ydoc, Y.encodeStateAsUpdate(peer.ydoc));
    Y.applyUpdate(peer.ydoc, Y.encodeStateAsUpdate(page.ydoc));
    expect(page.cells.map(cell => cell.getSource())).toEqual([
      'plot()',
      '# mine\ny = 2\nz = 33'
    ]);
    expect(documentOf(peer)).toEqual(documentOf(page));
  });

  it('keeps what belongs to the kernel of now, unless it is an undo', () => {
    const page = shared(notebook(A));
    const then = {
      ...notebook(A),
      metadata: { kernelspec: { name: 'r', display_name: 'R' }, title: 'old' }
    };
    putBack(page, then, false);
    expect(page.metadata).toEqual({
      kernelspec: { name: 'python3', display_name: 'Python' },
      title: 'old'
    });
    putBack(page, then, true);
    expect(page.metadata).toEqual(then.metadata);
  });

  it('believes no claim to trust, and tells which outputs are others', () => {
    const page = shared(notebook(A, B));
    page.cells[0]?.setMetadata('trusted', true);
    const claimed = { ...code('b', B.source as string, [TEXT]) };
    claimed.metadata = { trusted: true, tags: ['kept'] };
    const told: string[] = [];
    putBack(page, notebook(A, claimed, D), false, {
      mayRun: id => id === 'd',
      settle: id => told.push(id)
    });
    expect(told).toEqual(['b']);
    expect(page.cells[2]?.getMetadata('trusted')).toBe(true);
    expect(page.cells[0]?.getMetadata('trusted')).toBe(true);
    expect(page.cells[1]?.getMetadata()).toEqual({ tags: ['kept'] });
  });

  it('reads texts that are lists of lines, and ids that come twice', () => {
    const page = shared(notebook(A));
    const lines = {
      ...A,
      source: ['x ', '= 1'],
      outputs: [{ ...TEXT, text: ['one', '\n'] }]
    };
    putBack(page, notebook(lines, { ...A, source: 'again' }), false);
    expect(page.cells.map(cell => cell.getSource())).toEqual([
      'x = 1',
      'again'
    ]);
    expect(new Set(page.cells.map(cell => cell.id)).size).toBe(2);
  });
});

describe('putCellBack', () => {
  it('touches nothing else, and takes away what was not there', () => {
    const page = shared(notebook(A, B));
    putCellBack(page, 'b', code('b', 'old'), 0);
    putCellBack(page, 'd', D, 1);
    expect(documentOf(page)).toEqual(
      documentOf(shared(notebook(A, D, code('b', 'old'))))
    );
    putCellBack(page, 'd', null, 0);
    putCellBack(page, 'b', B, 0);
    expect(documentOf(page)).toEqual(documentOf(shared(notebook(A, B))));
  });
});

describe('changesBetween', () => {
  it('counts cells by what happens to them', () => {
    const now = notebook(A, B, C, D);
    const then = notebook(
      code('a', 'x = 1'),
      code('b', 'other'),
      words('e', 'n'),
      D
    );
    expect(changesBetween(now, then)).toEqual({
      ...{ changed: 1, added: 1, removed: 1, outputs: 1 }
    });
    const none = { changed: 0, added: 0, removed: 0, outputs: 0 };
    expect(changesBetween(now, now)).toEqual(none);
  });

  it('counts moved cells once', () => {
    const changes = changesBetween(notebook(A, B, C), notebook(C, A, B));
    expect(changes).toEqual({ changed: 1, added: 0, removed: 0, outputs: 0 });
  });
});
