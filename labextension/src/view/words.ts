import type { TranslationBundle } from '@jupyterlab/translation';

import type { IHiddenNote } from '../api/client';
import { formatBytes, shorten, visible } from '../model/format';
import type { Keeping } from '../model/kernel/keeping';
import type { Reason } from '../model/reasons';
import type { IRecoverable } from '../model/kernel/kernel';
import { ageOf, dayOf, daysBetween } from '../model/time';

/** Why an action is not possible, and what would make it so. */
export function reasonText(reason: Reason, trans: TranslationBundle): string {
  switch (reason) {
    case 'no-server':
      return trans.__('The server has no jupyter_mm.');
    case 'offline':
      return trans.__('Not possible while the server is away.');
    case 'read-only':
      return trans.__('The store can only be read.');
    case 'no-notebook':
      return trans.__('Open a notebook first.');
    case 'no-kernel':
      return trans.__('Start a kernel first.');
    case 'no-support':
      return trans.__('The kernel has no jupyter_mm, so it cannot restore.');
    case 'waiting':
      return trans.__(
        'The kernel has not answered yet; a cell may be running.'
      );
    case 'nothing-kept':
      return trans.__('No variables were kept of this execution.');
    case 'nothing-yet':
      return trans.__('Run a cell first.');
    case 'no-undo':
      return trans.__('There is no restore to undo.');
    case 'no-redo':
      return trans.__('There is no undone restore.');
    case 'restoring':
      return trans.__('Something is being put back; it is soon done.');
    case 'no-checkpoint':
      return trans.__('There is no checkpoint of this execution.');
    case 'no-environment':
      return trans.__('What it ran under was not kept.');
    case 'not-tried':
      return trans.__('Nobody has reproduced this checkpoint yet.');
    case 'no-job':
      return trans.__('Nothing is being reproduced or built.');
    case 'no-row':
      return trans.__('Select a checkpoint first.');
    case 'no-comparison':
      return trans.__('Open a comparison first.');
    case 'elsewhere':
      return trans.__('The sidebar is locked on another notebook.');
  }
}

/** Age in a word or two, as `3 min`. */
export function ageText(
  at: number,
  now: number,
  trans: TranslationBundle
): string {
  const { unit, value } = ageOf(at, now);
  switch (unit) {
    case 'now':
      return trans.__('now');
    case 'second':
      return trans.__('%1 s', value);
    case 'minute':
      return trans.__('%1 min', value);
    case 'hour':
      return trans.__('%1 h', value);
    case 'clock':
      return clockText(at);
  }
}

/** The same with its direction, for sentences: `3 min ago`. */
export function agoText(
  at: number,
  now: number,
  trans: TranslationBundle
): string {
  const { unit } = ageOf(at, now);
  if (unit === 'clock') {
    return momentText(at, now);
  }
  return unit === 'now'
    ? trans.__('just now')
    : trans.__('%1 ago', ageText(at, now, trans));
}

export function clockText(at: number): string {
  return clockFormat().format(at * 1000);
}

/** Made once: with options, `toLocaleTimeString` makes another for each row. */
const clockFormat = (() => {
  let made: Intl.DateTimeFormat | undefined;
  return (): Intl.DateTimeFormat =>
    (made ??= new Intl.DateTimeFormat([], {
      hour: 'numeric',
      minute: '2-digit'
    }));
})();

export function exactText(at: number): string {
  return new Date(at * 1000).toLocaleString();
}

/** A moment as people name it: the clock of today, with day and year where they are others. */
export function momentText(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) {
    return clockText(at);
  }
  const [date, today] = [new Date(at * 1000), new Date(now * 1000)];
  return date.toLocaleString([], {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() !== today.getFullYear() && { year: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit'
  });
}

/** How keeping goes; null where there is nothing to say. */
export function keepingText(
  keeping: Keeping,
  now: number,
  trans: TranslationBundle
): string | null {
  switch (keeping.kind) {
    case 'nothing':
      return null;
    case 'offline':
      return trans.__('offline');
    case 'read-only':
      return trans.__('read-only');
    case 'paused':
      return trans.__('paused');
    case 'waiting':
      return trans._n('keeping %1 cell', 'keeping %1 cells', keeping.cells);
    case 'saving':
      return trans._n(
        'saving %1 variable (%2)',
        'saving %1 variables (%2)',
        keeping.variables,
        formatBytes(keeping.bytes)
      );
    case 'late':
      return trans.__(
        'kept up to %1, %2 waiting',
        agoText(keeping.at, now, trans),
        keeping.waiting
      );
    case 'kept':
      return trans.__('kept %1', agoText(keeping.at, now, trans));
  }
}

/** The offer of a recovery: `Recover 23 variables from 09:41?` */
export function recoverText(
  { variables, at }: IRecoverable,
  now: number,
  trans: TranslationBundle
): string {
  return trans._n(
    'Recover %1 variable from %2?',
    'Recover %1 variables from %2?',
    variables,
    momentText(at, now)
  );
}

/** What a recovery will not bring; empty when it brings all. */
export function lostText(
  { lost }: IRecoverable,
  trans: TranslationBundle
): string {
  return lost === 0
    ? ''
    : trans._n('%1 cannot come back.', '%1 cannot come back.', lost);
}

/** What an output rests on that the notebook does not show. */
export function hiddenText(
  { kind, name, text }: IHiddenNote,
  trans: TranslationBundle
): string {
  const shown = shorten(visible(name), 40);
  switch (kind) {
    case 'cell_gone':
      return trans.__('Used %1 from a cell that no longer exists', shown);
    case 'source_changed':
      return trans.__('Used %1 from a cell that was changed since', shown);
    case 'newer_value':
      return trans.__('Used an older value of %1', shown);
    default:
      return shorten(visible(text), 120);
  }
}

/** What a part of the process is, beside variables. */
export function processText(part: string, trans: TranslationBundle): string {
  switch (part) {
    case 'random':
    case 'numpy.random':
    case 'torch.random':
      return trans.__('state of the random numbers');
    case 'cwd':
      return trans.__('working folder');
    case 'sys.path':
      return trans.__('where modules are looked for');
    case 'matplotlib.rcParams':
      return trans.__('style of plots');
    case 'Out':
      return trans.__('results of earlier cells');
    default:
      return '';
  }
}

/** Heading of a day in the list. */
export function dayText(
  at: number,
  now: number,
  trans: TranslationBundle
): string {
  const days = daysBetween(at, now);
  const date = new Date(at * 1000);
  if (days === 0) {
    return trans.__('Today');
  }
  if (days === 1) {
    return trans.__('Yesterday');
  }
  return days > 0 && days < 7
    ? date.toLocaleDateString([], { weekday: 'long' })
    : date.toLocaleDateString([], {
        day: 'numeric',
        month: 'long',
        year: 'numeric'
      });
}
