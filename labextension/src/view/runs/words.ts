import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRun, IRunMetric } from '../../api/client';
import { formatMetric, shorten, visible } from '../../model/format';
import type { Column } from '../../model/runs/table';
import { exactText } from '../words';

/** A metric whole, for a tooltip: `acc: last 0.9312, lowest 0.1, highest 0.94, 20 values`. */
export function metricDetail(
  { name, last, lowest, highest, count }: IRunMetric,
  trans: TranslationBundle
): string {
  const parts = [trans.__('%1: last %2', visible(name), exactValue(last))];
  if (lowest !== null && highest !== null && lowest !== highest) {
    parts.push(trans.__('lowest %1, highest %2', lowest, highest));
  }
  parts.push(trans._n('%1 value', '%1 values', count));
  return parts.join(', ');
}

/** A value with all of its digits. */
export function exactValue(value: Exact): string {
  return value === null ? '–' : shorten(visible(String(value)), 200);
}

type Exact = number | string | boolean | null;

/** A value that somebody wrote, without zeros that nobody wrote: `0.003`; a seed is whole. */
export function settingText(value: Exact, precision: number): string {
  if (typeof value !== 'number' || Number.isInteger(value)) {
    return value === null ? '–' : shorten(visible(String(value)), 24);
  }
  return String(Number(formatMetric(value, precision)));
}

/** The best value beside the last one. */
export function bestText(
  best: number,
  precision: number,
  trans: TranslationBundle
): string {
  return trans.__('best %1', formatMetric(best, precision));
}

/** What a run is, whole, for a tooltip. */
export function runDetail(run: IRun, trans: TranslationBundle): string {
  const lines = [visible(run.name)];
  if (run.row !== null && run.row.title !== run.name) {
    lines.push(visible(run.row.title));
  }
  lines.push(exactText(run.started_at));
  if (run.row === null) {
    lines.push(trans.__('What it leaves is kept once its cell is over.'));
  }
  return lines.join('\n');
}

/** The heading of a column. */
export function columnText(column: Column, trans: TranslationBundle): string {
  switch (column.kind) {
    case 'name':
      return trans.__('Name');
    case 'metric':
    case 'parameter':
      return shorten(visible(column.name), 24);
    case 'data':
      return trans.__('Data');
    case 'environment':
      return trans.__('Environment');
    case 'duration':
      return trans.__('Duration');
    case 'when':
      return trans.__('When');
  }
}
