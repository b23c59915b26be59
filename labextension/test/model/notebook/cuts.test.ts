import type { INotebookContent, IOutput } from '@jupyterlab/nbformat';
import { describe, expect, it } from 'vitest';

import { CUT_MIME, cutIn, cutOutputs } from '../../../src/model/notebook/cuts';

const stream = (text: string | string[]): IOutput => ({
  output_type: 'stream',
  name: 'stdout',
  text
});

const display = (data: Record<string, string>): IOutput => ({
  output_type: 'display_data',
  data,
  metadata: {}
});

const notebook = (...cells: IOutput[][]): INotebookContent => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: cells.map((outputs, number) => ({
    cell_type: 'code',
    id: `c${number}`,
    metadata: {},
    execution_count: 1,
    source: '',
    outputs
  }))
});

const outputsOf = (content: INotebookContent, cell = 0): IOutput[] =>
  content.cells[cell]?.['outputs'] as IOutput[];

describe('outputs that are too large to show', () => {
  it('leave those that are not as they are', () => {
    const small = notebook([stream('a\n'), display({ 'image/png': 'x' })]);
    expect(cutOutputs(small)).toEqual(small);
  });

  it('keep the beginning of text, in whole lines, and say what is missing', () => {
    const line = `${'x'.repeat(99)}\n`;
    const [kept, note] = outputsOf(
      cutOutputs(notebook([], [stream([line, line.repeat(5000)])])),
      1
    );
    expect(kept?.['text']).toBe(line.repeat(200));
    expect(
      cutIn((note?.['data'] as Record<string, unknown>)[CUT_MIME])
    ).toEqual({ cell: 1, size: 500_100 });
  });

  it('are not pictures of some megabytes', () => {
    const picture = display({ 'image/png': 'x'.repeat(5_000_000) });
    const page = display({ 'text/html': 'x'.repeat(5_000_000) });
    const [shown, ...rest] = outputsOf(cutOutputs(notebook([picture, page])));
    expect(shown).toBe(picture);
    expect(rest).toHaveLength(1);
  });

  it('are the last ones of a notebook with very much to show', () => {
    const picture = display({ 'image/png': 'x'.repeat(7_000_000) });
    const content = cutOutputs(
      notebook([picture], [picture], [picture], [picture], [stream('small')])
    );
    const isCut = content.cells.map(
      (_, index) =>
        CUT_MIME in ((outputsOf(content, index)[0]?.['data'] ?? {}) as object)
    );
    expect(isCut).toEqual([false, false, false, true, false]);
  });

  it('are not what an output of someone else claims', () => {
    expect(cutIn({ cell: '0', size: 1 })).toBeNull();
    expect(cutIn(null)).toBeNull();
    expect(cutIn({ cell: 0.5, size: 1 })).toBeNull();
  });
});
