import type * as nbformat from '@jupyterlab/nbformat';

/**
 * A cell as the open document holds it.
 *
 * Files may hold texts as lists of lines; claims about trust are the page's to
 * make, and never come from a store.
 */
export function asShown(cell: nbformat.ICell): nbformat.ICell {
  const { trusted: _, ...metadata } = cell.metadata;
  const result: nbformat.ICell = {
    ...cell,
    metadata,
    source: joined(cell.source)
  };
  if (Array.isArray(cell['outputs'])) {
    result['outputs'] = (cell['outputs'] as nbformat.IOutput[]).map(
      outputShown
    );
  }
  return result;
}

/** Its id; empty for a cell of an older format, which has none. */
export function idOf(cell: nbformat.ICell): string {
  return typeof cell['id'] === 'string' ? cell['id'] : '';
}

function outputShown(output: nbformat.IOutput): nbformat.IOutput {
  if (output.output_type === 'stream') {
    return { ...output, text: joined(output['text']) };
  }
  const data = output['data'] as nbformat.IMimeBundle | undefined;
  if (!data) {
    return output;
  }
  const bundle: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(data)) {
    const isText = Array.isArray(value) && !type.endsWith('json');
    bundle[type] = isText ? joined(value) : value;
  }
  return { ...output, data: bundle } as nbformat.IOutput;
}

function joined(text: unknown): string {
  return Array.isArray(text)
    ? text.join('')
    : typeof text === 'string'
      ? text
      : '';
}

/**
 * The longest part of these pairs whose second numbers rise.
 *
 * The first ones do already. What is not part of it has to move.
 */
export function longestRising(
  pairs: readonly [number, number][]
): [number, number][] {
  const ends: number[] = []; // of the best row of each length, its last pair
  const before: (number | undefined)[] = [];
  for (const [index, [, place]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = ends[middle];
      if (end !== undefined && (pairs[end]?.[1] ?? 0) < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before[index] = ends[low - 1];
    ends[low] = index;
  }
  const row: [number, number][] = [];
  for (
    let index = ends[ends.length - 1];
    index !== undefined;
    index = before[index]
  ) {
    const pair = pairs[index];
    if (pair) {
      row.push(pair);
    }
  }
  return row.reverse();
}
