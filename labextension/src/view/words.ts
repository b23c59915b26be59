import type { TranslationBundle } from '@jupyterlab/translation';

import type { Reason } from '../model/reasons';
import { ageOf, daysBetween } from '../model/time';

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
    return exactText(at);
  }
  return unit === 'now'
    ? trans.__('just now')
    : trans.__('%1 ago', ageText(at, now, trans));
}

export function clockText(at: number): string {
  return new Date(at * 1000).toLocaleTimeString([], {
    hour: 'numeric',
    minute: '2-digit'
  });
}

export function exactText(at: number): string {
  return new Date(at * 1000).toLocaleString();
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
