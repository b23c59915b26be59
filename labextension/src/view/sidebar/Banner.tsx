import {
  infoIcon,
  lockIcon,
  offlineBoltIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import type { IHistory } from '../../tokens';
import type { IViewContext } from '../context';
import { pausedIcon } from '../icons';

/** One line above the list about what is not possible now, and why. */
export function Banner(props: IViewContext): React.ReactElement | null {
  const { trans, actions } = props;
  const told = banner(props.history, trans);
  if (!told) {
    return null;
  }
  const [state, icon, text, detail] = told;
  return (
    <div
      className="jp-mm-StateCard jp-mm-Banner"
      role="status"
      data-state={state}
      title={detail}
    >
      <icon.react tag="span" className="jp-mm-Banner-icon" />
      <span className="jp-mm-Banner-text">{text}</span>
      {state === 'paused' && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          onClick={() =>
            actions.run(CommandIDs.pauseCapture, { paused: false })
          }
        >
          {trans.__('Resume')}
        </button>
      )}
    </div>
  );
}

function banner(
  history: IHistory,
  trans: TranslationBundle
): [string, LabIcon, string, string] | null {
  const { connection, followed, model } = history;
  const readOnly = connection.store?.read_only ?? null;
  const isTold = model.problem !== null && model.rows.length === 0;
  if (connection.reach === 'missing' || model.notebook === null || isTold) {
    return null;
  }
  if (connection.reach === 'offline') {
    return [
      'offline',
      offlineBoltIcon,
      trans.__('Server away. Reconnecting…'),
      trans.__('Cells that run meanwhile are kept and arrive later.')
    ];
  }
  if (readOnly !== null) {
    return [
      'read-only',
      lockIcon,
      trans.__('Read-only: new cells are not added.'),
      shorten(visible(readOnly), 300)
    ];
  }
  const { problem } = model;
  if (problem && model.rows.length > 0 && problem.kind !== 'invalid') {
    return [
      'error',
      infoIcon,
      trans.__('These rows may be out of date.'),
      shorten(visible(`${problem.message} ${problem.hint}`), 300)
    ];
  }
  if (followed.kernel?.state?.paused) {
    return [
      'paused',
      pausedIcon,
      trans.__('Paused: cells that run now are not kept.'),
      ''
    ];
  }
  const support = followed.kernel?.support ?? 'none';
  if (support === 'no') {
    return [
      'no-kernel-support',
      infoIcon,
      trans.__(
        'This kernel has no jupyter_mm: cells and outputs are kept, variables are not.'
      ),
      trans.__(
        'For a Python kernel: install jupyter-mm in its environment and restart it.'
      )
    ];
  }
  if (support === 'none' && model.rows.length > 0) {
    return [
      'no-kernel',
      infoIcon,
      trans.__('No kernel: variables can be restored once one runs.'),
      ''
    ];
  }
  return null;
}
