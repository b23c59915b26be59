import '../../../style/runs.css';
import '../../../style/runsTable.css';

import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import type { IRun } from '../../api/client';
import { shorten, visible } from '../../model/format';
import { useChanges } from '../hooks';
import { ProblemCard } from '../ProblemCard';
import { Prose } from '../Prose';
import { Skeleton } from '../Skeleton';
import { Chart } from './Chart';
import type { IRunsContext } from './context';
import { Head } from './Head';
import { NoValues } from './NoValues';
import { RunTable } from './RunTable';

/** The runs of a notebook as a table, and what they logged as lines. */
export class RunsScreen extends ReactWidget {
  constructor(private readonly context: IRunsContext) {
    super();
    this.addClass('jp-mm-RunsScreen');
    document.addEventListener('visibilitychange', this.look);
  }

  override dispose(): void {
    document.removeEventListener('visibilitychange', this.look);
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.look();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.look();
  }

  protected override onBeforeHide(msg: Message): void {
    super.onBeforeHide(msg);
    this.context.runs.setShown(false);
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    // A new tab is activated before it is drawn.
    void this.renderPromise?.then(() => {
      this.node.querySelector<HTMLElement>('.jp-mm-Runs-body')?.focus();
    });
  }

  protected override render(): React.ReactElement {
    return <Screen {...this.context} />;
  }

  /** Nothing is loaded for a tab that is behind another, of JupyterLab or of the browser. */
  private readonly look = (): void => {
    this.context.runs.setShown(this.isVisible && !document.hidden);
  };
}

function Screen(props: IRunsContext): React.ReactElement {
  const { runs, choices, goals, history } = props;
  useChanges(runs.changed);
  useChanges(choices.changed);
  useChanges(goals.changed);
  useChanges(history.clock.ticked);
  const { items } = runs;
  return (
    <div className="jp-mm-Runs-frame">
      <Head {...props} items={items ?? []} />
      <Trouble {...props} />
      {/* One element from the start: it keeps the focus when the answer comes. */}
      <div className="jp-mm-Runs-body" tabIndex={0} aria-busy={runs.isLoading}>
        {items !== null && items.length > 0 ? (
          <RunTable {...props} items={items} />
        ) : (
          <Instead {...props} items={items} />
        )}
      </div>
      <Chart {...props} items={items ?? []} />
    </div>
  );
}

/** Why the rows are not what was asked for; they stay. */
function Trouble({ runs, trans }: IRunsContext): React.ReactElement {
  const { problem, items } = runs;
  return (
    <div role="status" className="jp-mm-Runs-trouble">
      {problem && items !== null && (
        <>
          <span className="jp-mm-Warn">
            {problem.kind === 'offline' ? (
              trans.__('The server does not answer.')
            ) : (
              <Prose text={problem.message} />
            )}
          </span>{' '}
          {problem.hint !== '' && (
            <span className="jp-mm-Hint">
              <Prose text={problem.hint} />
            </span>
          )}
        </>
      )}
    </div>
  );
}

/** What stands where the table will be, or why there is none. */
function Instead(
  props: IRunsContext & { items: readonly IRun[] | null }
): React.ReactElement {
  const { runs, items, trans } = props;
  const { problem, where } = runs;
  if (items === null) {
    return problem && !runs.isLoading ? (
      <ProblemCard
        headline={visible(problem.message)}
        state="runs-problem"
        retry={() => runs.reload()}
        trans={trans}
      >
        {problem.hint !== '' && (
          <p>
            <Prose text={problem.hint} />
          </p>
        )}
      </ProblemCard>
    ) : (
      <Skeleton label={trans.__('Loading runs')} />
    );
  }
  return where === '' ? (
    <NoValues trans={trans} />
  ) : (
    <div className="jp-mm-StateCard" role="status" data-state="no-match">
      <p>
        {trans.__('Nothing matches')}{' '}
        <em dir="auto">{shorten(visible(where), 80)}</em>
      </p>
    </div>
  );
}
