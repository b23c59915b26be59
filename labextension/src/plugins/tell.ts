import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ProblemError } from '../api/problem';
import { shorten, visible } from '../model/format';

/** JupyterLab cuts notifications after 140 letters, newlines included. */
const MESSAGE_LENGTH = 138;
const CONFLICT_MS = 8000;

/** Say what went wrong and what to do, once, where JupyterLab says such things. */
export function tellProblem(
  problem: ProblemError,
  trans: TranslationBundle
): void {
  const message =
    problem.kind === 'offline'
      ? trans.__('The server does not answer.')
      : problem.message;
  if (problem.kind === 'conflict') {
    // Nothing is wrong: it just cannot be done at this moment.
    Notification.warning(toastText(message), { autoClose: CONFLICT_MS });
  } else {
    Notification.error(toastText(message, problem.hint), { autoClose: false });
  }
}

/** Lines that fit into a notification, which shows them as plain text. */
export function toastText(first: string, second = ''): string {
  const line = shorten(visible(first), MESSAGE_LENGTH);
  const left = MESSAGE_LENGTH - line.length - 1;
  const more = visible(second);
  return more === '' || left < 20 ? line : `${line}\n${shorten(more, left)}`;
}
