import * as React from 'react';

import { CommandIDs } from '../../commands';
import { formatBytes } from '../../model/format';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';
import { lostText, recoverText } from '../words';

/** What an empty kernel could have back; nothing happens without a click. */
export function RecoveryCard(props: IViewContext): React.ReactElement | null {
  const { history, actions, trans } = props;
  const { recovery, clock } = history;
  useChanges(recovery.changed);
  const { offer } = recovery;
  if (!offer || !history.preferences.offerRecovery) {
    return null;
  }
  const title = recoverText(offer, clock.now, trans);
  const lost = lostText(offer, trans);
  const { ref } = offer;
  return (
    <div
      className="jp-mm-StateCard jp-mm-Recover"
      role="group"
      aria-label={title}
      data-state="recover"
    >
      <p>
        {trans.__('The kernel is empty.')} <strong>{title}</strong>{' '}
        <span className="jp-mm-Hint">{formatBytes(offer.bytes)}</span>
      </p>
      {lost !== '' && <p className="jp-mm-Warn">{lost}</p>}
      <div className="jp-mm-Buttons">
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept jp-mm-Button"
          onClick={() => actions.run(CommandIDs.recover, { ref })}
        >
          {trans.__('Recover')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          onClick={() =>
            actions.run(CommandIDs.recover, { ref, details: true })
          }
        >
          {trans.__('Details…')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          onClick={() => recovery.dismiss()}
        >
          {trans.__('Not now')}
        </button>
      </div>
    </div>
  );
}
