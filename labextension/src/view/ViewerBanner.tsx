import type { TranslationBundle } from '@jupyterlab/translation';
import { lockIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { INotebookAsItWas } from '../api/client';
import { CommandIDs } from '../commands';
import { shorten, visible } from '../model/format';
import type { IHistory } from '../tokens';
import { Bar } from './Bar';
import type { IActions } from './context';
import { useChanges } from './hooks';
import { agoText, exactText } from './words';

export interface IBannerProps {
  shown: INotebookAsItWas;
  title: string;
  history: IHistory;
  actions: IActions;
  openAsCopy: () => void;
  trans: TranslationBundle;
}

/** What is being looked at, and what can be done with it. */
export class ViewerBanner extends Bar {
  constructor(private readonly props: IBannerProps) {
    super();
    this.addClass('jp-mm-Viewer-banner');
  }

  protected override line(): React.ReactElement {
    return <Line {...this.props} />;
  }
}

function Line(props: IBannerProps): React.ReactElement {
  const { shown, history, actions, trans } = props;
  useChanges(history.clock.ticked);
  useChanges(history.followed.changed);
  useChanges(history.connection.changed);
  const ref = shown.checkpoint ?? shown.execution;
  const restore = actions.state(CommandIDs.restore, { ref });
  return (
    <>
      <lockIcon.react tag="span" className="jp-mm-Bar-icon" />
      <span className="jp-mm-Bar-text" dir="auto">
        <strong>{trans.__('Read-only')}</strong>
        {' · '}
        <span title={exactText(shown.recorded_at)}>
          {agoText(shown.recorded_at, history.clock.now, trans)}
        </span>
        {' · '}
        {shorten(visible(props.title), 80)}
        {!shown.complete &&
          ` · ${trans.__('only the cells that ran are known')}`}
      </span>
      {shown.checkpoint !== null && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept jp-mm-Button"
          disabled={!restore.isEnabled}
          title={restore.caption}
          onClick={() => actions.run(CommandIDs.restore, { ref })}
        >
          {trans.__('Restore variables…')}
        </button>
      )}
      <button
        type="button"
        className="jp-mod-styled jp-mod-minimal jp-mm-Button"
        onClick={props.openAsCopy}
      >
        {trans.__('Open as copy')}
      </button>
    </>
  );
}
