import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ProblemError } from '../../api/problem';
import { shorten } from '../../model/format';
import { ProblemCard } from '../ProblemCard';
import { Prose } from '../Prose';

export interface IProblemProps {
  problem: ProblemError;
  retry: () => void;
  trans: TranslationBundle;
}

/** Why a checkpoint cannot be shown; its tab stays, so that nothing vanishes unseen. */
export class ViewerProblem extends ReactWidget {
  constructor(private readonly props: IProblemProps) {
    super();
    this.addClass('jp-mm-Viewer-problem');
  }

  protected override render(): React.ReactElement {
    const { problem, retry, trans } = this.props;
    return (
      <ProblemCard
        headline={headline(problem, trans)}
        state={problem.kind}
        retry={retry}
        trans={trans}
      >
        <p className="jp-mm-Hint" dir="auto">
          <Prose
            text={shorten(`${problem.message} ${problem.hint}`.trim(), 500)}
          />
        </p>
      </ProblemCard>
    );
  }
}

function headline({ kind }: ProblemError, trans: TranslationBundle): string {
  switch (kind) {
    case 'not_found':
      return trans.__('This server has no such checkpoint.');
    case 'offline':
      return trans.__('The server does not answer.');
    default:
      return trans.__('This checkpoint cannot be shown now.');
  }
}
