import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { shorten, visible } from '../../model/format';
import type { IRecomputable } from '../../model/kernel/kernel';

const SOURCE_SHOWN = 2000;
const EFFECTS_SHOWN = 10;

/**
 * Variables that were not kept but can be made again by running their cells.
 *
 * Nothing is ticked beforehand: a cell may do things outside the kernel.
 */
export function Recomputables(props: {
  variables: readonly IRecomputable[];
  choose: (name: string, isChosen: boolean) => void;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { variables, trans } = props;
  if (variables.length === 0) {
    return null;
  }
  return (
    <fieldset className="jp-mm-Group jp-mm-Recompute">
      <legend>
        {variables.some(({ possible }) => possible)
          ? trans._n(
              '%1 was not kept; its cell can run again',
              '%1 were not kept; their cells can run again',
              variables.length
            )
          : trans._n(
              '%1 was not kept, and its cell cannot run again',
              '%1 were not kept, and their cells cannot run again',
              variables.length
            )}
      </legend>
      {variables.map(variable => (
        <Recomputable key={variable.name} variable={variable} {...props} />
      ))}
    </fieldset>
  );
}

function Recomputable(props: {
  variable: IRecomputable;
  choose: (name: string, isChosen: boolean) => void;
  trans: TranslationBundle;
}): React.ReactElement {
  const { variable, choose, trans } = props;
  const { name, possible, why, source } = variable;
  return (
    <div className="jp-mm-Recompute-row">
      <label>
        <input
          type="checkbox"
          disabled={!possible}
          onChange={({ target }) => choose(name, target.checked)}
        />
        <code dir="auto">{shorten(visible(name), 60)}</code>
        <span className="jp-mm-Recompute-reason" dir="auto">
          {shorten(visible(variable.reason), 160)}
        </span>
      </label>
      {why !== null && why !== '' && (
        <p dir="auto">{shorten(visible(why), 200)}</p>
      )}
      {possible && (
        <p className={variable.effects.length > 0 ? 'jp-mm-Warn' : undefined}>
          {effectsText(variable, trans)}
        </p>
      )}
      {source !== '' && (
        <details>
          <summary>{trans.__('The cell')}</summary>
          <pre className="jp-mm-Recompute-source" tabIndex={0}>
            {shorten(source, SOURCE_SHOWN)}
          </pre>
        </details>
      )}
    </div>
  );
}

/** What running the cell did outside the kernel, and would do again. */
export function effectsText(
  { effects }: IRecomputable,
  trans: TranslationBundle
): string {
  if (effects.length === 0) {
    return trans.__('It was not seen to do anything outside the kernel.');
  }
  const told = effects
    .slice(0, EFFECTS_SHOWN)
    .map(({ kind, detail }) => visible(`${kind}: ${shorten(detail, 80)}`));
  const more = effects.length - told.length;
  return trans.__(
    'It does this again outside the kernel: %1',
    [...told, ...(more > 0 ? [trans.__('%1 more', more)] : [])].join(' · ')
  );
}
