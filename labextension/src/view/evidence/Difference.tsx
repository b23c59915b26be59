import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IEnvironmentDifference } from '../../api/client';
import { parted } from '../../model/evidence/environment';
import { shorten, visible } from '../../model/format';
import { factText, packageText } from './evidenceWords';

const LINES_SHOWN = 300;

/** How two environments differ: what somebody asked for comes first. */
export function Difference(props: {
  difference: IEnvironmentDifference;
  trans: TranslationBundle;
}): React.ReactElement {
  const { difference, trans } = props;
  const [direct, along] = parted(difference.packages);
  const lines = (changes: typeof direct): [string, string][] =>
    changes.map(change => [change.name, packageText(change, trans)]);
  const facts: [string, string][] = difference.facts.map(change => [
    change.name,
    factText(change, trans)
  ]);
  if (direct.length + along.length + facts.length === 0) {
    return <p className="jp-mm-Hint">{trans.__('Nothing differs.')}</p>;
  }
  return (
    <div className="jp-mm-Difference">
      <Lines lines={lines(direct)} />
      {along.length > 0 && (
        <details open={direct.length === 0}>
          <summary>
            {trans._n(
              '%1 package that others need',
              '%1 packages that others need',
              along.length
            )}
          </summary>
          <Lines lines={lines(along)} />
        </details>
      )}
      {facts.length > 0 && (
        <details open={difference.packages.length === 0}>
          <summary>
            {trans._n(
              '%1 fact of Python or the machine',
              '%1 facts of Python or the machine',
              facts.length
            )}
          </summary>
          <Lines lines={facts} />
        </details>
      )}
    </div>
  );
}

function Lines(props: {
  lines: readonly [string, string][];
}): React.ReactElement | null {
  const { lines } = props;
  if (lines.length === 0) {
    return null;
  }
  return (
    <ul>
      {lines.slice(0, LINES_SHOWN).map(([name, text]) => (
        <li key={name}>
          <code dir="auto">{shorten(visible(name), 60)}</code>{' '}
          <span dir="auto">{text}</span>
        </li>
      ))}
      {lines.length > LINES_SHOWN && <li>…</li>}
    </ul>
  );
}
