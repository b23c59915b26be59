import type { IOutput } from '@jupyterlab/nbformat';
import { describe, expect, it } from 'vitest';

import {
  pairOutputs,
  pictureOf,
  textOf
} from '../../../src/model/compare/outputs';

const picture = (data: string): IOutput => ({
  output_type: 'display_data',
  data: { 'image/png': data, 'text/plain': '<Figure>' },
  metadata: { 'image/png': { width: 300 } }
});
const stream = (text: string): IOutput => ({
  ...{ output_type: 'stream', name: 'stdout', text }
});
const went = (base: IOutput) => ({ base, remote: null, unchanged: false });
const came = (remote: IOutput) => ({ base: null, remote, unchanged: false });

describe('outputs of a comparison', () => {
  it('stand beside their like, where one went and another came', () => {
    const pairs = pairOutputs([
      went(stream('a')),
      went(picture('A')),
      came(picture('B')),
      came(picture('C'))
    ]);
    expect(pairs).toEqual([
      { before: stream('a'), after: null, isSame: false },
      { before: picture('A'), after: picture('B'), isSame: false },
      { before: null, after: picture('C'), isSame: false }
    ]);
  });

  it('are not paired across one that stayed', () => {
    const stayed = { base: stream('x'), remote: stream('x'), unchanged: true };
    const pairs = pairOutputs([went(picture('A')), stayed, came(picture('B'))]);
    expect(pairs.map(({ isSame }) => isSame)).toEqual([false, true, false]);
  });

  it('are pictures that an img element shows, and nothing else', () => {
    expect(pictureOf(picture('QUJD\n'))).toEqual({
      url: 'data:image/png;base64,QUJD',
      width: 300
    });
    const svg = '<svg onload="alert(1)">';
    const drawn = pictureOf({
      ...{ output_type: 'display_data', metadata: {} },
      data: { 'image/svg+xml': [svg] }
    });
    expect(drawn?.url).toBe(
      `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
    );
    expect(pictureOf(stream('text'))).toBeNull();
  });

  it('are text without the colours of a terminal', () => {
    const failed = {
      ...{ output_type: 'error', ename: 'ValueError', evalue: 'no' },
      traceback: ['\u001b[31mValueError\u001b[0m', 'no']
    };
    expect(textOf(failed)).toBe('ValueError\nno');
    expect(textOf(stream('a\n'))).toBe('a');
    expect(textOf({ ...failed, traceback: 'odd', evalue: 'no' })).toBe('no');
    const both = { 'text/plain': '1', 'text/html': '<b>1</b>' };
    expect(
      textOf({ output_type: 'execute_result', data: both, metadata: {} })
    ).toBeNull();
  });
});
