import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { screenOf } from '../model/screen';
import { Banner } from './Banner';
import type { IViewContext } from './context';
import { HistoryList } from './HistoryList';
import { useChanges } from './hooks';
import { Message } from './Message';

export interface ISectionActions {
  focusFilter: () => void;
  clearFilter: () => void;
}

/** The body of the section "Checkpoints". */
export class HistorySection extends ReactWidget {
  constructor(private readonly props: IViewContext & ISectionActions) {
    super();
    this.addClass('jp-mm-Section');
  }

  protected override render(): React.ReactElement {
    return <Section {...this.props} />;
  }
}

function Section(props: IViewContext & ISectionActions): React.ReactElement {
  const { history, trans } = props;
  const { model, connection, followed } = history;
  useChanges(model.changed);
  useChanges(connection.changed);
  useChanges(followed.changed);
  const screen = screenOf({
    reach: connection.reach,
    notebook: model.notebook,
    rows: model.rows,
    filter: model.filter,
    isLoading: model.isLoading,
    problem: model.problem,
    executions: connection.store?.executions ?? null
  });
  return (
    <>
      <div className="jp-mm-Live" aria-live="polite">
        {model.notice}
      </div>
      <Banner {...props} />
      {screen.kind === 'list' ? (
        <div className="jp-mm-ListFrame">
          <HistoryList key={model.notebook} {...props} />
          <Pill {...props} />
        </div>
      ) : (
        <Message
          screen={screen}
          trans={trans}
          clearFilter={props.clearFilter}
          retry={() => {
            void connection.check();
            void model.reload();
          }}
        />
      )}
    </>
  );
}

/** Rows that arrived above what is on screen. */
function Pill({ history, trans }: IViewContext): React.ReactElement | null {
  const { unseen } = history.model;
  if (unseen === 0) {
    return null;
  }
  return (
    <button
      type="button"
      className="jp-mm-Pill"
      onClick={event => {
        event.currentTarget.parentElement
          ?.querySelector('.jp-mm-Scroller')
          ?.scrollTo({ top: 0 });
      }}
    >
      {trans._n('%1 new', '%1 new', unseen)} ↑
    </button>
  );
}
