import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { doneText, type IDone } from './restoreText';

const SLOW_MS = 1000;
const SHOWN_MS = 15_000;

/** The way back from what was done. */
interface IWay {
  isBusy(): boolean;
  act(): Promise<void>;
}

/** What people are told of a restore: while it lasts, and when it is done. */
export class RestoreNotices {
  constructor(private readonly trans: TranslationBundle) {}

  /** Say that it goes on when it takes a while. */
  async during<T>(
    act: () => Promise<T>,
    text = this.trans.__('Restoring…')
  ): Promise<T> {
    let shown: string | undefined;
    const timer = setTimeout(() => {
      shown = Notification.emit(text, 'in-progress', { autoClose: false });
    }, SLOW_MS);
    try {
      return await act();
    } finally {
      clearTimeout(timer);
      if (shown !== undefined) {
        Notification.dismiss(shown);
      }
    }
  }

  /** Say what was done, and offer the way back. */
  done(done: IDone, back: IWay): void {
    const { report, hasNotebook, notes = [] } = done;
    if (!report && !hasNotebook) {
      return;
    }
    // One notification at a time: an undo answers the restore's.
    Notification.dismiss(this.told);
    const isUndone = done.what === 'undone';
    const hasWay = hasNotebook || isUndone || (report?.undo ?? null) !== null;
    const options = {
      autoClose: SHOWN_MS,
      actions: hasWay ? [this.back(isUndone, back)] : []
    };
    const isAll =
      (report?.missing ?? []).length === 0 &&
      (report?.notes ?? []).length + notes.length === 0;
    const text = doneText(done, this.trans);
    this.told = isAll
      ? Notification.success(text, options)
      : Notification.warning(text, options);
  }

  private back(isRedo: boolean, { isBusy, act }: IWay): Notification.IAction {
    const { trans } = this;
    let isPressed = false; // a notification can be pressed again while it fades
    return {
      label: isRedo ? trans.__('Redo') : trans.__('Undo'),
      caption: isRedo
        ? trans.__('Restore again what was undone')
        : trans.__('Bring back what was there before'),
      callback: event => {
        if (isPressed) {
          return;
        }
        if (isBusy()) {
          event.preventDefault(); // it stays, to be pressed when that is over
        } else {
          isPressed = true;
        }
        void act();
      }
    };
  }

  private told = 'none yet';
}
