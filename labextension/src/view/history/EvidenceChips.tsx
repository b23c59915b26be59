import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IHistoryRow } from '../../api/client';
import { CommandIDs, type CommandID } from '../../commands';
import type { Environments } from '../../model/evidence/environment';
import { changesText, differenceText } from '../evidence/evidenceWords';
import { useChanges } from '../hooks';
import { verdictIcon, verdictText } from '../evidence/verdictWords';

export interface IEvidenceProps {
  row: IHistoryRow;
  environments: Environments;
  trans: TranslationBundle;
}

/**
 * What a chip opens when it is clicked.
 *
 * A chip lies inside an option, so it can be no button: for keys and screen
 * readers the row's menu has the same commands.
 */
const OPENS: Readonly<Record<string, CommandID>> = {
  environment: CommandIDs.showEnvironment,
  data: CommandIDs.showData,
  verdict: CommandIDs.showVerdict
};

/** The command of the chip that was clicked. */
export function commandAt(target: EventTarget): CommandID | null {
  const chip =
    target instanceof Element
      ? target.closest<HTMLElement>('[data-opens]')
      : null;
  return OPENS[chip?.dataset['opens'] ?? ''] ?? null;
}

/** Says that the cell ran under another environment than the one before. */
export function EnvironmentChip(props: IEvidenceProps): React.ReactElement {
  const { row, environments, trans } = props;
  useChanges(environments.changed);
  React.useEffect(() => environments.request(row), [environments, row]);
  const difference = environments.of(row);
  return (
    <span
      className="jp-mm-Chip jp-mm-Chip-link jp-mm-Chip-environment"
      data-opens="environment"
      title={
        difference
          ? `${trans.__('Changed before this cell ran:')}\n${changesText(difference, trans)}`
          : trans.__('Ran under another environment than the cell before')
      }
    >
      {difference
        ? trans.__('%1 changed', differenceText(difference, trans))
        : trans.__('environment changed')}
    </span>
  );
}

/** How much data the cell opened. */
export function DataChip(props: IEvidenceProps): React.ReactElement | null {
  const { row, trans } = props;
  if (row.data === 0) {
    return null;
  }
  return (
    <span
      className="jp-mm-Chip jp-mm-Chip-link"
      data-opens="data"
      title={trans._n(
        'It opened %1 file, set of files or remote object',
        'It opened %1 files, sets of files or remote objects',
        row.data
      )}
    >
      <span className="jp-mm-Chip-name">{trans.__('data')}</span> {row.data}
    </span>
  );
}

/** What came of reproducing the checkpoint. */
export function VerdictBadge(props: IEvidenceProps): React.ReactElement | null {
  const { row, trans } = props;
  if (row.verdict === null) {
    return null;
  }
  const icon = verdictIcon(row.verdict);
  return (
    <span
      className="jp-mm-Row-badge"
      role="img"
      data-opens="verdict"
      data-verdict={row.verdict}
      aria-label={verdictText(row.verdict, trans)}
      title={verdictText(row.verdict, trans)}
    >
      <icon.react tag="span" className="jp-mm-Badge" />
    </span>
  );
}
