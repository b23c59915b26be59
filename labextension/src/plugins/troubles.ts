import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IKernelState } from '../model/kernel/kernel';
import type { IHistory } from '../tokens';
import { toastText } from './tell';

/**
 * Say once of each reason that a kernel or the server could not keep something.
 *
 * Which cells it was, the rows say; what happened before this page came is no news.
 */
export function tellTroubles(
  { followed, connection }: Pick<IHistory, 'followed' | 'connection'>,
  trans: TranslationBundle
): void {
  const counts = new WeakMap<object, number>();
  const told = new Set<string>();
  const look = (whose: object, { count, last }: IKernelState['errors']) => {
    const before = counts.get(whose) ?? count;
    counts.set(whose, count);
    const reason = withoutKind(last ?? '');
    if (count > before && !told.has(reason)) {
      told.add(reason);
      const text = trans.__(
        'The cell ran as always, but not all of it could be kept.'
      );
      Notification.warning(toastText(text, reason), { autoClose: false });
    }
  };
  followed.changed.connect(() => {
    const { kernel } = followed;
    if (kernel?.state?.errors) {
      look(kernel, kernel.state.errors);
    }
  });
  connection.changed.connect(() => {
    const { store } = connection;
    if (store?.store) {
      // Without an id it is not open: nothing is counted there.
      look(connection, { count: store.errors, last: store.last_error });
    }
  });
}

/** A counter keeps the class before the sentence: `StoreFullError: No space left`. */
function withoutKind(text: string): string {
  return text.replace(/^\w+Error: (?=.)/, '');
}
