import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

export interface ICardProps {
  headline: string;
  /** What kind of problem it is. */
  state: string;
  retry: () => void;
  trans: TranslationBundle;
  children?: React.ReactNode;
}

/** Stands where something is missing, and tries again. */
export function ProblemCard(props: ICardProps): React.ReactElement {
  const { headline, state, retry, trans, children } = props;
  return (
    <div className="jp-mm-StateCard" role="alert" data-state={state}>
      <p>{headline}</p>
      {children}
      <button
        type="button"
        className="jp-mod-styled jp-mod-minimal jp-mm-Button"
        onClick={retry}
      >
        {trans.__('Try again')}
      </button>
    </div>
  );
}
