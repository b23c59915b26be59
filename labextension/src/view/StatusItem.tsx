import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IHistory } from '../tokens';
import { useChanges } from './hooks';
import { automaticIcon } from './icons';
import { agoText } from './words';

export interface IStatusProps {
  history: IHistory;
  trans: TranslationBundle;
  open: () => void;
}

/** State and age of what was kept last, in the status bar. */
export class StatusItem extends ReactWidget {
  constructor(private readonly props: IStatusProps) {
    super();
    this.addClass('jp-mm-Status');
  }

  protected override render(): React.ReactElement {
    return <Status {...this.props} />;
  }
}

function Status(props: IStatusProps): React.ReactElement | null {
  const { history, trans } = props;
  useChanges(history.model.changed);
  useChanges(history.connection.changed);
  useChanges(history.followed.changed);
  useChanges(history.clock.ticked);
  const text = statusText(history, trans);
  if (text === null) {
    return null;
  }
  const errors = history.followed.kernel?.state?.errors;
  const detail =
    errors && errors.count > 0
      ? trans.__(
          '%1 problems while keeping: %2',
          errors.count,
          errors.last ?? ''
        )
      : trans.__('Show checkpoints');
  return (
    <button
      type="button"
      className="jp-mm-Status-button"
      title={detail}
      onClick={props.open}
    >
      <automaticIcon.react tag="span" className="jp-mm-Status-icon" />
      {text}
      {errors && errors.count > 0 ? ' (!)' : ''}
    </button>
  );
}

/** One or two words; null where there is nothing to say. */
export function statusText(
  history: IHistory,
  trans: TranslationBundle
): string | null {
  const { connection, model, followed, clock } = history;
  if (connection.reach === 'missing' || model.notebook === null) {
    return null;
  }
  if (connection.reach === 'offline') {
    return trans.__('offline');
  }
  if (connection.store?.read_only) {
    return trans.__('read-only');
  }
  const pending = followed.kernel?.state?.pending ?? 0;
  if (pending > 0) {
    return trans._n('keeping %1 cell', 'keeping %1 cells', pending);
  }
  const newest = model.rows[0];
  return newest
    ? trans.__('kept %1', agoText(newest.recorded_at, clock.now, trans))
    : null;
}
