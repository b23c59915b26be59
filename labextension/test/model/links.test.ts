import { describe, expect, it } from 'vitest';

import { linkTo, refIn, withoutRef } from '../../src/model/links';

describe('links to checkpoints', () => {
  it('name the document and the checkpoint', () => {
    expect(linkTo('http://a/base', 'lab/tree', 'ab12', 'x y/ä&.ipynb')).toBe(
      'http://a/base/lab/tree/x%20y/%C3%A4%26.ipynb?mm=ab12'
    );
    expect(linkTo('http://a/', 'notebooks', 'ab12', 'b.ipynb')).toBe(
      'http://a/notebooks/b.ipynb?mm=ab12'
    );
  });

  it('lead readers on a hub to their own servers', () => {
    const base = 'http://hub/hub/user-redirect';
    expect(linkTo(base, 'lab/tree', 'ab12', null)).toBe(
      'http://hub/hub/user-redirect/lab?mm=ab12'
    );
  });

  it('are read from the query, unless it makes no sense', () => {
    expect(refIn('?reset&mm=ab%2012')).toBe('ab 12');
    expect(refIn('?mm=')).toBeNull();
    expect(refIn('?xmm=ab12')).toBeNull();
    expect(refIn(`?mm=${'a'.repeat(256)}`)).toBeNull();
  });

  it('leave the query as it was without them', () => {
    expect(withoutRef('?mm=ab12')).toBe('');
    expect(withoutRef('?a=1&mm=ab12&b=2')).toBe('?a=1&b=2');
  });
});
