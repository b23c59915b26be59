import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const HOW = '%mm_log acc=0.93';

/** Stands where runs would be, and says how one begins. */
export function NoValues({
  trans
}: {
  trans: TranslationBundle;
}): React.ReactElement {
  return (
    <div className="jp-mm-StateCard" role="status" data-state="no-runs">
      <p>{trans.__('No values logged yet.')}</p>
      <p>{trans.__('A cell that logs one begins a run:')}</p>
      <code className="jp-mm-Code">{HOW}</code>
    </div>
  );
}
