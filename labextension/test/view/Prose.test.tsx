import * as React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import { Prose } from '../../src/view/Prose';

describe('Prose', () => {
  it.each([
    ['`a` or `b`.', '<code>a</code> or <code>b</code>.'],
    ['one ` alone', 'one ` alone'],
    ['`<i>`', '<code>&lt;i&gt;</code>']
  ])('shows %s', (text, html) => {
    expect(renderToStaticMarkup(<Prose text={text} />)).toBe(html);
  });
});
