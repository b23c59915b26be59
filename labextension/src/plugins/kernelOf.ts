import type { NotebookPanel } from '@jupyterlab/notebook';

import type { IKernel } from '../model/kernel/kernel';
import type { IFollowed } from '../tokens';

/** What a kernel that has just started may take. */
const KERNEL_MS = 60_000;

/**
 * The kernel of an open notebook, once it has said whether it can restore.
 *
 * Null when the notebook is closed, or the kernel says nothing for long.
 */
export function kernelOf(
  followed: IFollowed,
  panel: NotebookPanel
): Promise<IKernel | null> {
  const kernel = followed.linkOf(panel);
  return new Promise(resolve => {
    const end = (found: IKernel | null): void => {
      clearTimeout(timer);
      kernel.changed.disconnect(check);
      panel.disposed.disconnect(gone);
      resolve(found);
    };
    const gone = (): void => end(null);
    const check = (): void => {
      if (kernel.support === 'yes' || kernel.support === 'no') {
        end(kernel);
      }
    };
    const timer = setTimeout(gone, KERNEL_MS);
    kernel.changed.connect(check);
    panel.disposed.connect(gone);
    check();
  });
}
