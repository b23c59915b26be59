import '../../../style/runs.css';

import * as React from 'react';

import { CommandIDs } from '../../commands';
import { visible } from '../../model/format';
import { runsOf } from '../../model/runs/followed';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';
import { ProblemCard } from '../ProblemCard';
import { Skeleton } from '../Skeleton';
import { NoValues } from './NoValues';
import { RunLines } from './RunLines';

/** The body of the section "Runs": what logged, newest first. */
export function RunList(props: IViewContext): React.ReactElement {
  const { history, actions, trans } = props;
  const { clock, picks, measures } = history;
  const runs = runsOf(history);
  useChanges(runs.changed);
  useChanges(clock.ticked);
  useChanges(picks.changed);
  useChanges(measures.changed);
  const { items, problem } = runs;
  if (runs.notebook === null) {
    return <NoNotebook {...props} />;
  }
  if (items === null) {
    return problem && !runs.isLoading ? (
      <ProblemCard
        headline={visible(problem.message)}
        state="runs-problem"
        retry={() => runs.reload()}
        trans={trans}
      />
    ) : (
      <Skeleton label={trans.__('Loading runs')} />
    );
  }
  if (items.length === 0) {
    return <NoValues trans={trans} />;
  }
  return (
    <div className="jp-mm-ListFrame">
      {problem && (
        <p className="jp-mm-Runs-problem jp-mm-Warn" role="status">
          {visible(problem.message)}
        </p>
      )}
      <RunLines {...props} items={items} />
      {runs.hasMore && (
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button jp-mm-Runs-more"
          onClick={() => actions.run(CommandIDs.openRuns)}
        >
          {trans.__('Older runs are in the table')}
        </button>
      )}
    </div>
  );
}

function NoNotebook({ trans }: IViewContext): React.ReactElement {
  return (
    <div className="jp-mm-StateCard" role="status" data-state="no-notebook">
      <p>{trans.__('Open a notebook to see its runs.')}</p>
    </div>
  );
}
