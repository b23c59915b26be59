import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ProblemError } from '../api/problem';
import { shorten, visible } from '../model/format';
import { notLoadedText } from '../view/LoadProblem';

/** JupyterLab cuts notifications after 140 letters, newlines included. */
const MESSAGE_LENGTH = 138;
const CONFLICT_MS = 8000;

/** Say what went wrong and what to do, once, where JupyterLab says such things. */
export function tellProblem(
  problem: ProblemError,
  trans: TranslationBundle
): void {
  const message = wordsOf(problem, trans);
  if (problem.kind === 'conflict') {
    // Nothing is wrong: it just cannot be done at this moment.
    Notification.warning(toastText(message), { autoClose: CONFLICT_MS });
  } else {
    Notification.error(toastText(message, problem.hint), { autoClose: false });
  }
}

/** The server tells its own problems; those of the page are told in the reader's language. */
function wordsOf(
  { kind, message }: ProblemError,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'offline':
      return trans.__('The server does not answer.');
    case 'not_loaded':
      return notLoadedText(trans);
    default:
      return message;
  }
}

/** Lines that fit into a notification, which shows them as plain text. */
export function toastText(first: string, second = ''): string {
  const line = shorten(visible(first), MESSAGE_LENGTH);
  const left = MESSAGE_LENGTH - line.length - 1;
  const more = visible(second);
  return more === '' || left < 20 ? line : `${line}\n${shorten(more, left)}`;
}
