import type { TranslationBundle } from '@jupyterlab/translation';

import type { INotebookChanges } from '../model/restore/notebookRestore';
import type { IRestoreReport } from '../model/kernel/kernel';
import { toastText } from './tell';

export type Done = 'restored' | 'recovered' | 'undone';

/** What was done, of variables and of the notebook. */
export interface IDone {
  what: Done;
  report: IRestoreReport | null;
  /** Whether the notebook, or a cell of it, is another now. */
  hasNotebook: boolean;
  changes?: INotebookChanges | null;
  /** More that people should know. */
  notes?: string[];
}

/** What a notification says of a restore. */
export function doneText(done: IDone, trans: TranslationBundle): string {
  const { report, what, hasNotebook, notes = [] } = done;
  const parts = report ? variableParts(report, what, trans) : [];
  if (hasNotebook) {
    parts.push(notebookPart(done, trans));
  }
  const line = parts.join(', ');
  const missing = (report?.missing ?? []).map(({ name }) => name).join(', ');
  const more = [...(report?.notes ?? []), ...notes].join(' · ');
  return toastText(
    what === 'undone' ? trans.__('Restore undone: %1.', line) : sentence(line),
    missing === '' ? more : trans.__('Not restored: %1', missing)
  );
}

function sentence(line: string): string {
  return `${line.charAt(0).toLocaleUpperCase()}${line.slice(1)}.`;
}

function variableParts(
  { restored, recomputed = [], removed }: IRestoreReport,
  what: Done,
  trans: TranslationBundle
): string[] {
  const count = restored.length;
  if (count + recomputed.length === 0 && removed.length > 0) {
    const gone = removed.length;
    return [trans._n('%1 variable removed', '%1 variables removed', gone)];
  }
  const parts = [
    what === 'recovered'
      ? trans._n('%1 variable recovered', '%1 variables recovered', count)
      : trans._n('%1 variable restored', '%1 variables restored', count)
  ];
  if (recomputed.length > 0) {
    parts.push(trans._n('%1 recomputed', '%1 recomputed', recomputed.length));
  }
  if (removed.length > 0) {
    parts.push(trans._n('%1 removed', '%1 removed', removed.length));
  }
  return parts;
}

function notebookPart(
  { changes, what }: IDone,
  trans: TranslationBundle
): string {
  if (!changes) {
    return what === 'undone'
      ? trans.__('notebook as before')
      : trans.__('notebook put back');
  }
  const cells = changes.changed + changes.added + changes.removed;
  return cells > 0
    ? trans._n('%1 cell changed', '%1 cells changed', cells)
    : trans.__('outputs put back');
}
