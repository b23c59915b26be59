import * as React from 'react';

import { shorten, visible } from '../../model/format';
import type { Target } from '../../model/restore/offer';
import type { IPartProps } from './Parts';

/** Where to: this notebook, the same on a new branch, or a copy. */
export function Into(props: IPartProps): React.ReactElement {
  const { offer, choices, choose, trans } = props;
  const targets: [Target, string][] = [
    ['notebook', trans.__('this notebook')],
    ['branch', trans.__('this notebook on a new branch')],
    ['copy', trans.__('a copy')]
  ];
  const names = offer.others.map(name => shorten(visible(name), 40));
  return (
    <fieldset className="jp-mm-Part jp-mm-Part-choice">
      <legend>{trans.__('Into')}</legend>
      <div>
        {targets.map(([target, label]) => (
          <label key={target}>
            <input
              type="radio"
              name="jp-mm-into"
              checked={choices.into === target}
              disabled={offer.isReadOnly && target !== 'copy'}
              onChange={() => choose({ into: target })}
            />
            {label}
          </label>
        ))}
      </div>
      {choices.into === 'branch' && (
        <input
          className="jp-mod-styled"
          type="text"
          maxLength={200}
          aria-label={trans.__('Name of the branch')}
          placeholder={trans.__('Name of the branch (optional)')}
          value={choices.branch}
          onChange={({ target }) => choose({ branch: target.value })}
        />
      )}
      {names.length > 0 && choices.into !== 'copy' && (
        <p className="jp-mm-Warn" dir="auto">
          {trans._n(
            '%2 has this notebook open too, and sees what changes.',
            '%2 have this notebook open too, and see what changes.',
            names.length,
            names.join(', ')
          )}
        </p>
      )}
    </fieldset>
  );
}
