import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  IDataUse,
  IEnvironmentDifference,
  IFactChange,
  IPackageChange
} from '../../api/client';
import type { Standing } from '../../model/evidence/data';
import { formatBytes, shorten, visible } from '../../model/format';

/** How data stands against the disk, in a word; nothing where all is as it was. */
export function standingText(
  standing: Standing,
  isVerified: boolean,
  trans: TranslationBundle
): string {
  switch (standing) {
    case 'same':
      return isVerified ? trans.__('same') : '';
    case 'touched':
      return trans.__('saved since');
    case 'changed':
      return trans.__('changed');
    case 'gone':
      return trans.__('gone');
    case 'unreadable':
      return trans.__('unreadable');
    case 'unknown':
      return '';
  }
}

/** The same in a sentence. */
export function standingDetail(
  standing: Standing,
  isVerified: boolean,
  trans: TranslationBundle
): string {
  switch (standing) {
    case 'same':
      return isVerified
        ? trans.__('Its content was read again: it is the same.')
        : trans.__('Size and time are as they were.');
    case 'touched':
      return trans.__(
        'It was saved since. Verify reads whether its content changed.'
      );
    case 'changed':
      return trans.__('It is not what it was when the cell used it.');
    case 'gone':
      return trans.__('It is not there any more.');
    case 'unreadable':
      return trans.__('It is there, but cannot be read.');
    case 'unknown':
      return trans.__('Whether it changed is not known.');
  }
}

/** What is said of data in the second line, most telling first. */
export function dataFacts(use: IDataUse, trans: TranslationBundle): string[] {
  const { ref, uses } = use;
  const facts = [ref.mode === 'w' ? trans.__('written') : trans.__('read')];
  if (ref.files !== null) {
    facts.push(trans._n('%1 file', '%1 files', ref.files));
  }
  if (ref.size_bytes !== null) {
    facts.push(formatBytes(ref.size_bytes));
  }
  if (ref.label !== null) {
    facts.push(shorten(visible(ref.label), 40));
  }
  if (uses > 1) {
    facts.push(trans._n('%1 cell', '%1 cells', uses));
  }
  return facts;
}

/** How a package changed: `1.26.4 → 2.0.1`. */
export function packageText(
  { kind, before, after }: IPackageChange,
  trans: TranslationBundle
): string {
  const version = (text: string | null): string =>
    text === null ? trans.__('no version') : shorten(visible(text), 80);
  switch (kind) {
    case 'added':
      return trans.__('%1 added', version(after));
    case 'removed':
      return trans.__('%1 removed', version(before));
    default:
      return `${version(before)} → ${version(after)}`;
  }
}

export function factText(
  { before, after }: IFactChange,
  trans: TranslationBundle
): string {
  const value = (text: string | null): string =>
    text === null ? trans.__('not set') : shorten(visible(text), 160);
  return `${value(before)} → ${value(after)}`;
}

/** How much an environment changed, in a word or two: `1 package`. */
export function differenceText(
  { packages, facts }: IEnvironmentDifference,
  trans: TranslationBundle
): string {
  if (packages.length > 0) {
    return trans._n('%1 package', '%1 packages', packages.length);
  }
  return facts.length > 0
    ? trans._n('%1 fact', '%1 facts', facts.length)
    : trans.__('nothing');
}

/** The first few changes in one line, for tooltips. */
export function changesText(
  { packages, facts }: IEnvironmentDifference,
  trans: TranslationBundle
): string {
  const told = [
    ...packages.map(
      change => `${visible(change.name)} ${packageText(change, trans)}`
    ),
    ...facts.map(change => `${visible(change.name)} ${factText(change, trans)}`)
  ];
  const more = told.length - 6;
  return [
    ...told.slice(0, 6),
    ...(more > 0 ? [trans.__('%1 more', more)] : [])
  ].join('\n');
}
