import type { INotebookContent } from '@jupyterlab/nbformat';
import { describe, expect, it } from 'vitest';

import { withoutTrust } from '../../../src/model/notebook/document';

const CONTENT = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    {
      cell_type: 'code',
      id: 'a',
      source: '',
      outputs: [],
      execution_count: null,
      metadata: { trusted: true, tags: ['x'] }
    }
  ]
} as unknown as INotebookContent;

describe('withoutTrust', () => {
  it('drops what a stored document says about its own trust', () => {
    expect(withoutTrust(CONTENT, true).cells[0]?.metadata).toEqual({
      tags: ['x']
    });
  });

  it('makes a document that is looked at read-only', () => {
    expect(withoutTrust(CONTENT, false).cells[0]?.metadata).toEqual({
      tags: ['x'],
      editable: false
    });
  });

  it('leaves the document it was given alone', () => {
    withoutTrust(CONTENT, false);
    expect(CONTENT.cells[0]?.metadata['trusted']).toBe(true);
  });
});
