import * as React from 'react';

import { Difference } from '../evidence/Difference';
import type { ICompareContext } from './context';
import { Later } from './Later';

/** Packages and facts that differ, what somebody asked for first. */
export function EnvironmentTab(props: ICompareContext): React.ReactElement {
  const { model, trans } = props;
  if (model.comparison?.packages_changed === null) {
    return (
      <p className="jp-mm-Compare-none">
        {trans.__('What a side ran under was not kept.')}
      </p>
    );
  }
  return (
    <div className="jp-mm-Compare-part">
      <Later loaded={model.bodies?.environment ?? null} trans={trans}>
        {difference => <Difference difference={difference} trans={trans} />}
      </Later>
    </div>
  );
}
