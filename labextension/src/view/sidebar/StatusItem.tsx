import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IHistory } from '../../tokens';
import { Keeping, useKeeping } from './Keeping';

export interface IStatusProps {
  history: IHistory;
  trans: TranslationBundle;
  open: () => void;
}

/** State and age of what was kept last, in the status bar. */
export class StatusItem extends ReactWidget {
  constructor(private readonly props: IStatusProps) {
    super();
    this.addClass('jp-mm-Status');
  }

  protected override render(): React.ReactElement {
    return <Status {...this.props} />;
  }
}

function Status(props: IStatusProps): React.ReactElement | null {
  const { history, trans } = props;
  const keeping = useKeeping(history);
  if (keeping.kind === 'nothing') {
    return null;
  }
  const errors = history.followed.kernel?.state?.errors;
  const detail =
    errors && errors.count > 0
      ? trans._n(
          '%1 problem while keeping: %2',
          '%1 problems while keeping: %2',
          errors.count,
          errors.last ?? ''
        )
      : trans.__('Show checkpoints');
  return (
    <button
      type="button"
      className="jp-mm-Status-button"
      title={detail}
      onClick={props.open}
    >
      <Keeping keeping={keeping} history={history} trans={trans} />
      {errors && errors.count > 0 && (
        <span role="img" aria-label={detail}>
          {' (!)'}
        </span>
      )}
    </button>
  );
}
