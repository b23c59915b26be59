import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { ProblemCard } from './ProblemCard';

/** What is said of a part whose code did not arrive: the line was down, or we were upgraded. */
export function notLoadedText(trans: TranslationBundle): string {
  return trans.__(
    'This part of jupyter_mm could not be loaded. Try again, or reload the page.'
  );
}

/** Stands for such a part. */
export function LoadProblem(props: {
  retry: () => void;
  trans: TranslationBundle;
}): React.ReactElement {
  const headline = notLoadedText(props.trans);
  return <ProblemCard {...props} headline={headline} state="not-loaded" />;
}
