import type { IKernel, IKernelState } from './kernel/kernel';

/** What a kernel must know of its notebook before the next cell runs. */
export interface IWishes {
  /** Names, or shell patterns of names, that are not kept. */
  exclude: readonly string[];
  /** Whether nothing at all is kept. */
  paused: boolean;
}

export const NO_WISHES: IWishes = { exclude: [], paused: false };

type Told = Pick<IKernel, 'state' | 'exclude' | 'pause'>;

/**
 * What is wished of one kernel, and what of it the kernel was told.
 *
 * Told is only what is new: a kernel that was resumed by hand stays resumed.
 */
export class Wishes {
  constructor(private readonly wished: () => IWishes) {}

  /** What opens the line to a kernel: it holds before any later request. */
  opening(): { exclude?: string[]; paused?: true } {
    const { exclude, paused } = (this.told = this.wished());
    return {
      ...(exclude.length > 0 ? { exclude: [...exclude] } : {}),
      ...(paused ? { paused } : {})
    };
  }

  /** Tell again what an older jupyter_mm did not take from the opening. */
  check(state: IKernelState): void {
    const { excluded = [], paused = false } = state;
    const { exclude, paused: isTold } = this.told;
    this.told = {
      exclude: exclude.filter(name => excluded.includes(name)),
      paused: isTold && paused
    };
  }

  /** Tell what is new; what fails is told with the next state. */
  async tell(kernel: Told): Promise<void> {
    const before = this.told;
    const now = (this.told = this.wished());
    const added = now.exclude.filter(name => !before.exclude.includes(name));
    const gone = before.exclude.filter(name => !now.exclude.includes(name));
    const isPaused = kernel.state?.paused ?? false;
    try {
      await Promise.all([
        ...(added.length > 0 ? [kernel.exclude(added, true)] : []),
        ...(gone.length > 0 ? [kernel.exclude(gone, false)] : []),
        ...(now.paused && !before.paused && !isPaused
          ? [kernel.pause(true)]
          : [])
      ]);
    } catch (reason) {
      console.warn('jupyter_mm: the kernel keeps more than it should:', reason);
      this.told = before;
    }
  }

  private told = NO_WISHES;
}
