import '../../../style/timeline.css';

import * as React from 'react';

import { screenOf } from '../../model/history/screen';
import { Banner } from '../sidebar/Banner';
import type { ISectionActions, IViewContext } from '../context';
import { HistoryList } from './HistoryList';
import { HistoryNow } from './HistoryNow';
import { useChanges } from '../hooks';
import { JobLine } from '../sidebar/JobLine';
import { Message } from '../sidebar/Message';
import { RecoveryCard } from '../sidebar/RecoveryCard';

/** The body of the section "Checkpoints". */
export function HistoryBody(
  props: IViewContext & ISectionActions
): React.ReactElement {
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
      <RecoveryCard {...props} />
      <JobLine {...props} />
      {screen.kind === 'list' ? (
        <div className="jp-mm-ListFrame">
          <HistoryNow {...props} />
          <HistoryList key={model.begun} {...props} />
          <Pill {...props} />
        </div>
      ) : (
        <Message
          screen={screen}
          trans={trans}
          actions={props.actions}
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
