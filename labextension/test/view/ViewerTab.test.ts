import { describe, expect, it } from 'vitest';

import { ViewerTab } from '../../src/view/notebook/ViewerTab';

describe('ViewerTab', () => {
  it('is never taken for another that was asked for by the same name', () => {
    const tabs = [1, 2].map(
      () => new ViewerTab('now~1', 'a.ipynb', Promise.resolve())
    );
    expect(tabs[0]?.id).not.toBe(tabs[1]?.id);
    tabs.forEach(tab => tab.dispose());
  });
});
