import type { TranslationBundle } from '@jupyterlab/translation';

import type { IHistoryRow } from '../../api/client';
import type {
  ICause,
  ICellChange,
  IComparison,
  IMetricChange,
  ISide
} from '../../api/comparisons';
import type { CompareTab } from '../../model/compare/compare';
import { noisyIn } from '../../model/compare/cells';
import { formatMetric, shorten, visible } from '../../model/format';
import { ageText } from '../words';

const TITLE_LENGTH = 60;

/** A side as its picker names it. */
export function sideText(
  { kind, title, message, at, ref }: ISide,
  now: number,
  trans: TranslationBundle
): string {
  if (kind === 'now') {
    return trans.__('Now');
  }
  if (kind === 'file') {
    return trans.__('File on disk');
  }
  const name = shorten(visible(message ?? title), TITLE_LENGTH);
  return withAge(name === '' ? ref : name, at, now, trans);
}

/** A row as a choice: a diamond for a name somebody gave, a star for a pin. */
export function choiceText(
  row: IHistoryRow,
  now: number,
  trans: TranslationBundle
): string {
  const mark = `${row.message === null ? '' : '◆ '}${row.pinned ? '★ ' : ''}`;
  const name = shorten(visible(row.message ?? row.title), TITLE_LENGTH);
  return withAge(`${mark}${name}`, row.started_at, now, trans);
}

function withAge(
  name: string,
  at: number | null,
  now: number,
  trans: TranslationBundle
): string {
  return at === null ? name : `${name} · ${ageText(at, now, trans)}`;
}

export function tabText(tab: CompareTab, trans: TranslationBundle): string {
  switch (tab) {
    case 'notebook':
      return trans.__('Notebook');
    case 'variables':
      return trans.__('Variables');
    case 'data':
      return trans.__('Data');
    case 'environment':
      return trans.__('Environment');
    case 'metrics':
      return trans.__('Metrics');
  }
}

/** How much differs on a tab; null where it is not known. */
export function countOf(
  tab: CompareTab,
  comparison: IComparison
): number | null {
  switch (tab) {
    case 'notebook':
      return comparison.cells_changed;
    case 'variables':
      return comparison.variables_changed;
    case 'data':
      return comparison.data_changed;
    case 'environment':
      return comparison.packages_changed;
    case 'metrics':
      return comparison.metrics.filter(isDifferent).length;
  }
}

export function isDifferent({ before, after }: IMetricChange): boolean {
  return (before?.value ?? null) !== (after?.value ?? null);
}

/** The parts of the one line that says it all. */
export function summaryTexts(
  comparison: IComparison,
  precision: number,
  trans: TranslationBundle
): string[] {
  const { cells_changed, variables_changed, packages_changed, data_changed } =
    comparison;
  const metric = comparison.metrics.find(isDifferent);
  const noise = noisyIn(comparison.cells);
  return [
    ...(cells_changed > 0
      ? [trans._n('%1 cell differs', '%1 cells differ', cells_changed)]
      : []),
    ...(noise > 0 ? [noiseText(noise, trans)] : []),
    ...(cells_changed + noise === 0 ? [trans.__('cells the same')] : []),
    variables_changed === null
      ? trans.__('variables not known')
      : variables_changed === 0
        ? trans.__('variables the same')
        : trans._n('%1 variable', '%1 variables', variables_changed),
    packages_changed === null
      ? trans.__('environment not known')
      : packages_changed === 0
        ? trans.__('environment the same')
        : trans._n('%1 package', '%1 packages', packages_changed),
    data_changed === null
      ? trans.__('data not known')
      : data_changed === 0
        ? trans.__('data the same')
        : trans._n('%1 file', '%1 files', data_changed),
    ...(metric ? [metricText(metric, precision, trans)] : [])
  ];
}

function noiseText(count: number, trans: TranslationBundle): string {
  return trans._n(
    '%1 cell with other times or ids',
    '%1 cells with other times or ids',
    count
  );
}

/** What is folded: how many cells of which kind. */
export function foldTexts(
  { same, noise }: { same: number; noise: number },
  trans: TranslationBundle
): string[] {
  return [
    ...(same > 0
      ? [trans._n('%1 cell the same', '%1 cells the same', same)]
      : []),
    ...(noise > 0 ? [noiseText(noise, trans)] : [])
  ];
}

/** A metric at both sides: `acc 0.919 → 0.931 (+0.012)`. */
export function metricText(
  change: IMetricChange,
  precision: number,
  trans: TranslationBundle
): string {
  const name = shorten(visible(change.name), 40);
  const delta = deltaText(change, precision);
  const values = valuesText(change, precision, trans);
  return `${name} ${values}${delta === '' ? '' : ` (${delta})`}`;
}

export function valuesText(
  { before, after }: IMetricChange,
  precision: number,
  trans: TranslationBundle
): string {
  const text = (side: typeof before): string =>
    side === null
      ? trans.__('not logged')
      : formatMetric(side.value, precision);
  return `${text(before)} → ${text(after)}`;
}

export function deltaText(
  { change }: IMetricChange,
  precision: number
): string {
  if (change === null || change === 0) {
    return '';
  }
  const size = formatMetric(Math.abs(change), precision).replace(
    /(\.\d*?)0+$/,
    (_, kept: string) => (kept === '.' ? '' : kept)
  );
  return change > 0 ? `+${size}` : `−${size}`;
}

/** What happened to a cell, in a word. */
export function cellText(
  { kind }: ICellChange,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'added':
      return trans.__('added');
    case 'removed':
      return trans.__('removed');
    case 'moved':
      return trans.__('moved');
    case 'changed':
    case 'noise':
      return trans.__('changed');
    default:
      return trans.__('the same');
  }
}

/** Which parts of a cell differ: `code, outputs`. */
export function partsText(
  { parts, cell_type }: ICellChange,
  trans: TranslationBundle
): string {
  const words = parts.map(part => {
    switch (part) {
      case 'source':
        return cell_type === 'code' ? trans.__('code') : trans.__('text');
      case 'outputs':
        return trans.__('outputs');
      case 'noise':
        return trans.__('times or ids');
      default:
        return trans.__('metadata');
    }
  });
  return words.join(', ');
}

/** What a cause is of. */
export function causeText({ kind }: ICause, trans: TranslationBundle): string {
  switch (kind) {
    case 'code':
      return trans.__('Code');
    case 'data':
      return trans.__('Data');
    case 'environment':
      return trans.__('Environment');
    case 'seed':
      return trans.__('Random numbers');
    case 'parameter':
      return trans.__('Parameter');
    default:
      return visible(kind);
  }
}

export function causeVerdictText(
  { verdict }: ICause,
  trans: TranslationBundle
): string {
  switch (verdict) {
    case 'proved':
      return trans.__('proved');
    case 'ruled out':
      return trans.__('ruled out');
    default:
      return trans.__('plausible');
  }
}
