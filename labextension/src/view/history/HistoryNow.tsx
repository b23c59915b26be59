import * as React from 'react';

import { CommandIDs } from '../../commands';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';
import { IconButton } from '../IconButton';
import { compareIcon } from '../icons';
import { nowIcon } from '../rowIcons';

/** The name under which the notebook as it is can be compared. */
const NOW = 'now';

/** The first line: the notebook as it is, which no execution is of yet. */
export function HistoryNow(props: IViewContext): React.ReactElement | null {
  const { history, actions, trans } = props;
  const { edits, picks, model } = history;
  useChanges(edits.changed);
  useChanges(picks.changed);
  if (history.followed.panel === null || model.rows.length === 0) {
    return null;
  }
  const { count } = edits;
  const words =
    count === null
      ? ''
      : count === 0
        ? trans.__('as it ran')
        : trans._n(
            '%1 cell edited, not run',
            '%1 cells edited, not run',
            count
          );
  const isPicked = picks.has(NOW);
  const pick = actions.state(CommandIDs.pickForCompare, { ref: NOW });
  return (
    <div className="jp-mm-Now">
      <nowIcon.react tag="span" className="jp-mm-Now-glyph" />
      <span className="jp-mm-Now-text" title={words}>
        {trans.__('Now')}
        {words !== '' && <span>{` · ${words}`}</span>}
      </span>
      <IconButton
        icon={compareIcon}
        label={
          pick.isEnabled
            ? trans.__('Pick the notebook as it is now to compare')
            : pick.caption
        }
        isEnabled={pick.isEnabled}
        isPressed={isPicked}
        onClick={() => actions.run(CommandIDs.pickForCompare, { ref: NOW })}
      />
    </div>
  );
}
