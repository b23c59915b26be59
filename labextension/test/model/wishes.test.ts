import { describe, expect, it, vi } from 'vitest';

import { Wishes, type IWishes } from '../../src/model/wishes';
import { STATE } from '../state';

function make(wished: IWishes) {
  const asked: unknown[] = [];
  const kernel = {
    state: STATE,
    exclude: vi.fn((names: readonly string[], isOut: boolean) => {
      asked.push([names, isOut]);
      return Promise.resolve();
    }),
    pause: vi.fn((isPaused: boolean) => {
      asked.push(isPaused);
      return Promise.resolve();
    })
  };
  return { wishes: new Wishes(() => wished), kernel, asked, wished };
}

describe('Wishes', () => {
  it('are said when a line is opened, and not again', async () => {
    const { wishes, kernel, asked } = make({ exclude: ['k*'], paused: true });
    expect(wishes.opening()).toEqual({ exclude: ['k*'], paused: true });
    wishes.check({ ...STATE, excluded: ['k*'], paused: true });
    await wishes.tell(kernel);
    expect(asked).toEqual([]);
  });

  it('are told to a kernel that did not take them from the opening', async () => {
    const { wishes, kernel, asked } = make({ exclude: ['k*'], paused: true });
    wishes.opening();
    wishes.check(STATE);
    await wishes.tell(kernel);
    await wishes.tell(kernel);
    expect(asked).toEqual([[['k*'], true], true]);
  });

  it('leave a kernel alone that was resumed by hand', async () => {
    const { wishes, kernel, asked } = make({ exclude: [], paused: true });
    wishes.opening();
    wishes.check({ ...STATE, paused: true });
    kernel.state = { ...STATE, paused: false };
    await wishes.tell(kernel);
    expect(asked).toEqual([]);
  });

  it('are told again after a failure', async () => {
    const { wishes, kernel, asked } = make({ exclude: ['k*'], paused: false });
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    kernel.exclude.mockRejectedValueOnce(new Error('busy'));
    await wishes.tell(kernel);
    await wishes.tell(kernel);
    expect(asked).toEqual([[['k*'], true]]);
    expect(console.warn).toHaveBeenCalledOnce();
  });
});
