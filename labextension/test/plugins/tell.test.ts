import { describe, expect, it } from 'vitest';

import { toastText } from '../../src/plugins/tell';

describe('toastText', () => {
  it('stays within what JupyterLab shows', () => {
    const text = toastText('m'.repeat(60), 'h'.repeat(300));
    expect(text.length).toBeLessThanOrEqual(140);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('leaves a hint out that would not fit', () => {
    expect(toastText('m'.repeat(130), 'hint')).toBe('m'.repeat(130));
  });

  it('keeps one line one line', () => {
    expect(toastText('a\nb')).toBe('a b');
  });
});
