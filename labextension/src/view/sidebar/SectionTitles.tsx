import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import type { IViewContext } from '../context';
import { useAction, useChanges } from '../hooks';

/** What stands in the title of the section "Data": how many, and the check. */
export class DataTitle extends ReactWidget {
  constructor(private readonly context: IViewContext) {
    super();
    this.addClass('jp-mm-Count');
  }

  protected override render(): React.ReactElement {
    return <DataTitleText {...this.context} />;
  }
}

function DataTitleText({
  history,
  actions,
  trans
}: IViewContext): React.ReactElement | null {
  const { data } = history;
  useChanges(data.changed);
  const verify = useAction(actions, CommandIDs.verifyData);
  if (data.items === null || data.items.length === 0) {
    return null;
  }
  const ref = data.scope ? { ref: data.scope.ref } : {};
  return (
    <>
      <span title={trans.__('Files, sets of files and remote objects')}>
        {data.total.toLocaleString()}
      </span>
      <button
        type="button"
        className="jp-mm-TitleButton"
        title={verify.caption}
        disabled={!verify.isEnabled || data.isVerifying}
        // The title around it opens and closes the section by the same events.
        onKeyDown={event => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.stopPropagation();
          }
        }}
        onClick={event => {
          event.stopPropagation();
          actions.run(CommandIDs.verifyData, ref);
        }}
      >
        {trans.__('Verify')}
      </button>
    </>
  );
}
