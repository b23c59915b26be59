import type { ISessionContext } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ProblemError } from './api/problem';

/** A kernel that is busy for longer runs a cell, of this notebook or of another. */
const BUSY_MS = 1500;

type Session = Pick<ISessionContext, 'session' | 'statusChanged'>;

export function isBusy({ session }: Session): boolean {
  return session?.kernel?.status === 'busy';
}

/** Wait for a kernel that is busy for a moment; one that runs a cell is a conflict. */
export function idle(
  context: Session,
  trans: TranslationBundle
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      context.statusChanged.disconnect(look);
    };
    const look = (): void => {
      if (!isBusy(context)) {
        end();
        resolve();
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(
        new ProblemError(
          'conflict',
          trans.__('A cell is running. Try again when it is done.'),
          ''
        )
      );
    }, BUSY_MS);
    context.statusChanged.connect(look);
  });
}
