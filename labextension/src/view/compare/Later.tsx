import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Loaded } from '../../model/loaded';
import { useLasting } from '../hooks';
import { Prose } from '../Prose';

/** What is asked for when somebody looks: the thing, the wait for it, or why it is not there. */
export function Later<T>(props: {
  loaded: Loaded<T> | null;
  trans: TranslationBundle;
  children: (value: T) => React.ReactElement;
}): React.ReactElement | null {
  const { loaded, trans } = props;
  const isWaiting = !loaded?.value && !loaded?.problem;
  const isLong = useLasting(isWaiting, 300);
  React.useEffect(() => loaded?.request(), [loaded]);
  if (loaded?.problem) {
    return (
      <div className="jp-mm-StateCard" role="alert">
        <p>
          <Prose text={loaded.problem.message} />
        </p>
        {loaded.problem.hint !== '' && (
          <p>
            <Prose text={loaded.problem.hint} />
          </p>
        )}
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          onClick={() => loaded.retry()}
        >
          {trans.__('Try again')}
        </button>
      </div>
    );
  }
  if (loaded?.value) {
    return props.children(loaded.value);
  }
  return isLong ? (
    <p className="jp-mm-Compare-none" role="status">
      {trans.__('Loading…')}
    </p>
  ) : null;
}
