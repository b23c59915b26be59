import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDataCheck } from '../../api/client';
import { nameOf } from '../../model/evidence/data';
import { shorten, visible } from '../../model/format';

/** Data that is not what it was, and how it differs. */
export function DataChecks(props: {
  checks: readonly IDataCheck[];
  /** What is said where it is not known whether it changed. */
  unknown: string;
  trans: TranslationBundle;
}): React.ReactElement {
  const { checks, unknown, trans } = props;
  return (
    <ul>
      {checks.map(({ path, kind, detail }) => (
        <li key={path} data-kind={kind}>
          <span className={kind === 'unknown' ? '' : 'jp-mm-Warn'}>
            <code dir="auto" title={visible(path)}>
              {shorten(visible(nameOf(path)), 60)}
            </code>{' '}
            {checkText(kind, trans) ?? unknown}
          </span>
          {detail !== '' && <p dir="auto">{shorten(visible(detail), 300)}</p>}
        </li>
      ))}
    </ul>
  );
}

function checkText(kind: string, trans: TranslationBundle): string | null {
  switch (kind) {
    case 'changed':
      return trans.__('changed');
    case 'gone':
      return trans.__('is gone');
    case 'unreadable':
      return trans.__('cannot be read');
    default:
      return null;
  }
}
