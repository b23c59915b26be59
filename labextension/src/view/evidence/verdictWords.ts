import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';

import type { IJob } from '../../api/client';
import { sameIcon } from '../icons';
import { closeIcon, differentIcon, impossibleIcon } from '../rowIcons';

/** The shape of a verdict; each differs from the others without colour too. */
export function verdictIcon(outcome: string): LabIcon {
  switch (outcome) {
    case 'same':
      return sameIcon;
    case 'close':
      return closeIcon;
    case 'different':
    case 'failed':
      return differentIcon;
    default:
      return impossibleIcon;
  }
}

/** What came of reproducing, in a few words. */
export function verdictText(outcome: string, trans: TranslationBundle): string {
  switch (outcome) {
    case 'same':
      return trans.__('Reproduced: the same');
    case 'close':
      return trans.__('Reproduced: within tolerance');
    case 'different':
      return trans.__('Reproduced: different');
    default:
      return trans.__('Cannot be reproduced');
  }
}

/** What came of one execution that ran again. */
export function outcomeText(outcome: string, trans: TranslationBundle): string {
  switch (outcome) {
    case 'same':
      return trans.__('the same');
    case 'close':
      return trans.__('within tolerance');
    case 'different':
      return trans.__('different');
    case 'failed':
      return trans.__('failed');
    default:
      return trans.__('not compared');
  }
}

/** How far a job is: `Installing 41 packages · 25 %`. */
export function progressText(
  { step, fraction }: IJob,
  trans: TranslationBundle
): string {
  return fraction === null
    ? step
    : trans.__('%1 · %2 %', step, Math.floor(fraction * 100));
}

/** A span of time as people say it. */
export function durationText(
  seconds: number,
  trans: TranslationBundle
): string {
  if (seconds < 10) {
    return trans.__('%1 s', seconds.toFixed(1));
  }
  return seconds < 90
    ? trans.__('%1 s', Math.round(seconds))
    : trans.__('%1 min', Math.round(seconds / 60));
}
