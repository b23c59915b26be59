import type { IOutput, MultilineString } from '@jupyterlab/nbformat';

/** One output at both sides, as they belong together. */
export interface IOutputPair {
  before: IOutput | null;
  after: IOutput | null;
  isSame: boolean;
}

/** What nbdime says of an output: null at a side where it is not. */
export interface IOutputDifference {
  base: IOutput | null;
  remote: IOutput | null;
  unchanged: boolean;
}

export interface IPicture {
  /** An address that an `img` shows; nothing in a picture can run there. */
  url: string;
  width: number | null;
}

const BITMAPS = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const SVG = 'image/svg+xml';
const ANSI = /\u001b\[[0-9;]*[A-Za-z]/g;

/**
 * Outputs that belong together.
 *
 * Where pictures differ nbdime says that one went and another came: within such
 * a stretch the first picture that went stands beside the first that came.
 */
export function pairOutputs(
  differences: readonly IOutputDifference[]
): IOutputPair[] {
  const pairs: IOutputPair[] = [];
  let stretch: IOutputDifference[] = [];
  for (const difference of differences) {
    if (difference.base === null || difference.remote === null) {
      stretch.push(difference);
      continue;
    }
    pairs.push(...pairStretch(stretch), {
      before: difference.base,
      after: difference.remote,
      isSame: difference.unchanged
    });
    stretch = [];
  }
  return [...pairs, ...pairStretch(stretch)];
}

function pairStretch(stretch: readonly IOutputDifference[]): IOutputPair[] {
  const came = stretch.flatMap(({ remote }) => (remote ? [remote] : []));
  const pairs: IOutputPair[] = [];
  for (const { base } of stretch) {
    if (base) {
      const at = came.findIndex(output => sortOf(output) === sortOf(base));
      const after = at < 0 ? null : (came.splice(at, 1)[0] ?? null);
      pairs.push({ before: base, after, isSame: false });
    }
  }
  return [
    ...pairs,
    ...came.map(after => ({ before: null, after, isSame: false }))
  ];
}

/** How an output can be compared. */
export function sortOf(output: IOutput): 'picture' | 'text' | 'rich' {
  if (pictureOf(output)) {
    return 'picture';
  }
  return textOf(output) === null ? 'rich' : 'text';
}

/** The picture that an output is; null for all others. */
export function pictureOf(output: IOutput): IPicture | null {
  const bundle = bundleOf(output);
  for (const type of BITMAPS) {
    const data = bundle[type];
    if (isText(data)) {
      const url = `data:${type};base64,${joined(data).replace(/\s/g, '')}`;
      return { url, width: widthOf(output, type) };
    }
  }
  const svg = bundle[SVG];
  return isText(svg)
    ? {
        url: `data:${SVG};charset=utf-8,${encodeURIComponent(joined(svg))}`,
        width: widthOf(output, SVG)
      }
    : null;
}

/** The text that an output is; null where it is shown in another way. */
export function textOf(output: IOutput): string | null {
  if (output.output_type === 'stream') {
    return isText(output['text']) ? plain(output['text']) : '';
  }
  if (output.output_type === 'error') {
    const { traceback, evalue } = output;
    const told = Array.isArray(traceback) ? traceback.join('\n') : evalue;
    return isText(told) ? plain(told) : '';
  }
  const bundle = bundleOf(output);
  const text = bundle['text/plain'];
  return Object.keys(bundle).length === 1 && isText(text) ? plain(text) : null;
}

/** Text that a notebook may keep by lines. */
export function joined(text: MultilineString): string {
  return Array.isArray(text) ? text.join('') : text;
}

function plain(text: MultilineString): string {
  return joined(text).replace(ANSI, '').replace(/\n$/, '');
}

function bundleOf(output: IOutput): Record<string, unknown> {
  const bundle = output['data'];
  return typeof bundle === 'object' && bundle !== null
    ? (bundle as Record<string, unknown>)
    : {};
}

function widthOf(output: IOutput, type: string): number | null {
  const { metadata } = output as { metadata?: Record<string, unknown> };
  const told = metadata?.[type] as { width?: unknown } | undefined;
  return typeof told?.width === 'number' ? told.width : null;
}

function isText(value: unknown): value is MultilineString {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every(line => typeof line === 'string'))
  );
}
