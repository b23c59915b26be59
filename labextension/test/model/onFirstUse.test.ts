import { describe, expect, it, vi } from 'vitest';

import { onFirstUse } from '../../src/model/onFirstUse';

describe('what is made on first use', () => {
  it('is made once, and again after a failure', async () => {
    const make = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new Error('the line was down'))
      .mockResolvedValue('made');
    const get = onFirstUse(make);
    await expect(get()).rejects.toThrow('the line was down');
    await expect(get()).resolves.toBe('made');
    await expect(get()).resolves.toBe('made');
    expect(make).toHaveBeenCalledTimes(2);
  });
});
