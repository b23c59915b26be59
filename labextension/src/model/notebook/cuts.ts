import type {
  ICodeCell,
  INotebookContent,
  IOutput
} from '@jupyterlab/nbformat';

/** Stands in a read-only notebook for an output that is too large to show unasked. */
export const CUT_MIME = 'application/vnd.jupyter-mm.cut+json';

/** Text is laid out letter by letter; a picture is decoded beside the page. */
const MOST_TEXT = 300_000;
const MOST_OTHER = 8_000_000;
/** All outputs of one notebook together; small ones are always shown. */
const MOST_IN_ALL = 24_000_000;
const SMALL = 20_000;

/**
 * The notebook with outputs that a page can hold.
 *
 * Of text the beginning stays. Where something is left out, an output of the type
 * `CUT_MIME` says which cell it is in and how many letters are missing.
 */
export function cutOutputs(content: INotebookContent): INotebookContent {
  let left = MOST_IN_ALL;
  const cutCell = (cell: ICodeCell, index: number): ICodeCell => {
    let missing = 0;
    const kept = cell.outputs.flatMap(output => {
      const size = sizeOf(output);
      const most = isText(output) ? MOST_TEXT : MOST_OTHER;
      if (size <= SMALL || (size <= most && size <= left)) {
        left -= size;
        return [output];
      }
      missing += size;
      return beginningOf(output);
    });
    return missing === 0
      ? cell
      : { ...cell, outputs: [...kept, noteOf(index, missing)] };
  };
  return {
    ...content,
    cells: content.cells.map((cell, index) =>
      cell.cell_type === 'code' ? cutCell(cell as ICodeCell, index) : cell
    )
  };
}

/** What a stand-in says; null for one that we did not make. */
export function cutIn(data: unknown): { cell: number; size: number } | null {
  const { cell, size } = (data ?? {}) as Record<string, unknown>;
  return Number.isInteger(cell) && typeof size === 'number'
    ? { cell: cell as number, size }
    : null;
}

function noteOf(cell: number, size: number): IOutput {
  const data = { [CUT_MIME]: { cell, size } };
  return { output_type: 'display_data', data, metadata: {} };
}

function beginningOf(output: IOutput): IOutput[] {
  if (output.output_type !== 'stream') {
    return [];
  }
  const text = joined(output['text']).slice(0, SMALL);
  return [
    { ...output, text: text.slice(0, text.lastIndexOf('\n') + 1 || SMALL) }
  ];
}

function isText(output: IOutput): boolean {
  const types = Object.keys((output['data'] as object | undefined) ?? {});
  return !types.some(type => /^(image|application|audio|video)\//.test(type));
}

function sizeOf(output: IOutput): number {
  const bundle = output['data'] as Record<string, unknown> | undefined;
  const texts = bundle
    ? Object.values(bundle)
    : [output['text'] ?? output['traceback']];
  return texts.reduce<number>((sum, text) => sum + lengthOf(text), 0);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') {
    return value.length;
  }
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) {
    return value.reduce((sum, each) => sum + each.length, 0);
  }
  return value === undefined ? 0 : JSON.stringify(value).length;
}

function joined(text: unknown): string {
  return typeof text === 'string'
    ? text
    : Array.isArray(text)
      ? text.join('')
      : '';
}
