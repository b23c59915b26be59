import type { ISharedCell } from '@jupyter/ydoc';
import type * as nbformat from '@jupyterlab/nbformat';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import { ProblemError } from '../../src/api/problem';
import { NotebookWriter, type IPutting } from '../../src/plugins/putBack';
import type { IHistory } from '../../src/tokens';
import { code, fakeServer, notebook, now, open } from '../openNotebook';
import { trans } from '../view/context';

vi.mock('@jupyterlab/cells', () => ({
  isCodeCellModel: ({ type }: { type: string }) => type === 'code'
}));

const HTML: nbformat.IOutput = {
  output_type: 'display_data',
  data: { 'text/html': '<script>steal()</script>' },
  metadata: {}
};

function makeWriter() {
  const server = fakeServer();
  const load = vi.fn(() => Promise.resolve());
  const restores = { now, took: vi.fn(), load };
  const restored = new Signal<unknown, void>({});
  const connection = { restored, failed: vi.fn() };
  const history = { client: server, restores, connection };
  return {
    ...{ server, connection },
    writer: new NotebookWriter(history as unknown as IHistory, trans),
    record: server.recordNotebookRestore
  };
}

/** Cells that stay say it themselves, new ones in the metadata that JupyterLab reads. */
function trusted({ shared, fakes }: ReturnType<typeof open>): string[] {
  const stay = new Map(fakes.map(one => [one.id, one.trusted]));
  const isTrusted = (one: ISharedCell): boolean =>
    stay.get(one.id) ?? one.getMetadata('trusted') === true;
  return shared.cells.filter(isTrusted).map(({ id }) => id);
}

describe('putting a notebook back', () => {
  it('trusts only outputs that a kernel made here', async () => {
    const page = open(code('a'), code('b'));
    const cells = ['a', 'b', 'c', 'd'].map(id => code(id, [HTML]));
    const what: IPutting = {
      ...{ target: 'e1', document: notebook(...cells), own: ['a', 'c'] }
    };
    await makeWriter().writer.putBack(page.panel, what);
    expect(trusted(page)).toEqual(['a', 'c']);
  });

  it('trusts nothing in a notebook that is not trusted', async () => {
    const page = open(code('a'), code('b'));
    page.fakes.slice(1).forEach(one => (one.trusted = false));
    const document = notebook(code('a', [HTML]), code('b', [HTML]));
    const what: IPutting = { target: 'e1', document, own: ['a', 'b'] };
    await makeWriter().writer.putBack(page.panel, what);
    expect(trusted(page)).toEqual([]);
  });

  it('undone, trusts what was trusted before, whatever ran meanwhile', async () => {
    const page = open(code('a', [HTML]), code('b', [HTML]));
    const foreign = page.fakes[0];
    Object.assign(foreign ?? {}, { trusted: false }); // came with the file
    const { writer, server } = makeWriter();
    const document = notebook(code('a'), code('b'));
    await writer.putBack(page.panel, { target: 'e1', document, own: [] });
    page.fakes.forEach(one => (one.trusted = true)); // Run All
    await writer.turn(page.panel, await server.notebookRestore(), null);
    expect(trusted(page)).toEqual(['b']);
  });

  it('undone, trusts no outputs that another page kept', async () => {
    const page = open(code('a', [HTML]));
    const { writer, server } = makeWriter();
    const what = { target: 'e1', document: notebook(code('a')), own: [] };
    await writer.putBack(page.panel, what);
    const { client } = { client: server };
    const history = { client, restores: { now, took: vi.fn() } };
    const reloaded = new NotebookWriter(history as unknown as IHistory, trans);
    page.fakes.forEach(one => (one.trusted = true));
    await reloaded.turn(page.panel, await server.notebookRestore(), null);
    expect(trusted(page)).toEqual([]);
  });

  it('takes back a record whose answer was lost, when the server is back', async () => {
    const { shared, panel } = open(code('a'));
    const { writer, server, record, connection } = makeWriter();
    const take = record.getMockImplementation();
    record.mockImplementationOnce(async one => {
      await take?.(one);
      throw new ProblemError('offline', 'Nobody answered.', '');
    });
    const what = { target: 'e1', document: notebook(code('b')), own: [] };
    const done = writer.putBack(panel, what);
    await expect(done).rejects.toMatchObject({ kind: 'offline' });
    expect(shared.cells.map(({ id }) => id)).toEqual(['a']);
    expect((await server.notebookRestore()).undone_at).toBeNull();
    expect(connection.failed).toHaveBeenCalled();
    connection.restored.emit();
    connection.restored.emit();
    await vi.waitFor(async () => {
      const held = await server.notebookRestore();
      expect(held.undone_at).toBe(held.restored_at);
    });
    expect(record).toHaveBeenCalledTimes(2);
  });

  it('takes back an undo whose answer was lost', async () => {
    const { panel } = open(code('a'));
    const { writer, server, record, connection } = makeWriter();
    const what = { target: 'e1', document: notebook(code('b')), own: [] };
    await writer.putBack(panel, what);
    const standing = await server.notebookRestore();
    const take = record.getMockImplementation();
    record.mockImplementationOnce(async one => {
      await take?.(one);
      throw new ProblemError('offline', 'Nobody answered.', '');
    });
    const done = writer.turn(panel, standing, null);
    await expect(done).rejects.toMatchObject({ kind: 'offline' });
    connection.restored.emit();
    await vi.waitFor(async () => {
      expect(await server.notebookRestore()).toEqual(standing);
    });
  });

  it('says what the server said where no other page can have turned the record', async () => {
    const { writer, record } = makeWriter();
    record.mockRejectedValueOnce(new ProblemError('conflict', 'Locked.', ''));
    const what = { target: 'e1', document: notebook(code('b')), own: [] };
    const done = writer.putBack(open(code('a')).panel, what);
    await expect(done).rejects.toThrow('Locked.');
  });

  it('never takes away a cell that the document lacks', async () => {
    const { shared, panel } = open(code('a'), code('b'));
    const { writer, record } = makeWriter();
    const what = { target: 'e1', document: notebook(code('a')), own: ['a'] };
    await expect(
      writer.putBack(panel, { ...what, cell: 'b' })
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect(shared.cells.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(record).not.toHaveBeenCalled();
  });

  it('puts back what was there when writing fails half-way', async () => {
    const { shared, panel } = open(code('a'), code('b'));
    const { writer, record } = makeWriter();
    const insert = shared.insertCells.bind(shared);
    vi.spyOn(shared, 'insertCells').mockImplementationOnce((index, cells) => {
      insert(index, cells);
      throw new Error('half-way');
    });
    const document = notebook(code('c'), code('a'), code('d'));
    await expect(
      writer.putBack(panel, { target: 'e1', document, own: [] })
    ).rejects.toThrow('half-way');
    expect(shared.cells.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(record.mock.lastCall?.[0]).toMatchObject({ undone_at: 1 });
  });
});
