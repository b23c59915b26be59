import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDrift } from '../../api/client';
import type { Drift } from '../../model/evidence/drift';
import { sizeOf } from '../../model/evidence/environment';
import { DataChecks } from './DataChecks';
import { Difference } from './Difference';
import { useChanges } from '../hooks';

type Open = 'environment' | 'data' | null;

/** What a checkpoint ran on that is not so now: a chip each, which opens the list. */
export function DriftNotes(props: {
  drift: Drift;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { drift, trans } = props;
  useChanges(drift.changed);
  const [open, setOpen] = React.useState<Open>(null);
  const { found } = drift;
  if (!found) {
    return null;
  }
  const chip = (
    kind: Open,
    text: string,
    count: number
  ): React.ReactElement => (
    <button
      type="button"
      className="jp-mm-Note jp-mm-Note-warn"
      data-drift={kind}
      aria-expanded={open === kind}
      onClick={() => setOpen(open === kind ? null : kind)}
    >
      {text} ({count})
    </button>
  );
  const packages = sizeOf(found.environment);
  // What was written to but not read may be the same: it is listed, not counted.
  const changed = found.data.filter(({ kind }) => kind !== 'unknown').length;
  return (
    <>
      {packages > 0 &&
        chip('environment', trans.__('Environment differs from now'), packages)}
      {changed > 0 && chip('data', trans.__('Data changed since'), changed)}
      {changed === 0 &&
        found.data.length > 0 &&
        chip('data', trans.__('Data saved since'), found.data.length)}
      <Opened open={open} found={found} trans={trans} />
    </>
  );
}

function Opened(props: {
  open: Open;
  found: IDrift;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { open, found, trans } = props;
  if (open === null) {
    return null;
  }
  return (
    <div className="jp-mm-Drift" tabIndex={0}>
      {open === 'environment' ? (
        <>
          <p className="jp-mm-Hint">{trans.__('Then → now')}</p>
          <Difference difference={found.environment} trans={trans} />
        </>
      ) : (
        <DataChecks
          checks={found.data}
          unknown={trans.__('was saved since; its content was not read')}
          trans={trans}
        />
      )}
    </div>
  );
}
