import type { TranslationBundle } from '@jupyterlab/translation';
import { offlineBoltIcon, type LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  isBrief,
  keepingOf,
  settled,
  type IKeepingFacts,
  type Keeping as IKeeping
} from '../../model/kernel/keeping';
import type { IHistory } from '../../tokens';
import { useChanges, useLasting } from '../hooks';
import { automaticIcon, lateIcon, lockedIcon, pausedIcon } from '../icons';
import { keepingText } from '../words';

/** What ends sooner is not worth a line that flashes. */
const BRIEF_MS = 300;

const ICONS: Partial<Record<IKeeping['kind'], LabIcon>> = {
  late: lateIcon,
  offline: offlineBoltIcon,
  paused: pausedIcon,
  'read-only': lockedIcon
};

/** How keeping goes, told again whenever that is something else. */
export function useKeeping(history: IHistory): IKeeping {
  useChanges(history.model.changed);
  useChanges(history.connection.changed);
  useChanges(history.followed.changed);
  useChanges(history.clock.ticked);
  const facts = factsOf(history);
  const keeping = keepingOf(facts);
  const lasts = useLasting(isBrief(keeping), BRIEF_MS);
  return isBrief(keeping) && !lasts ? settled(facts) : keeping;
}

function factsOf({ connection, model, followed }: IHistory): IKeepingFacts {
  return {
    reach: connection.reach,
    readOnly: connection.store?.read_only ?? null,
    notebook: model.notebook,
    state: followed.kernel?.state ?? null,
    heardAt: followed.kernel?.heardAt ?? 0,
    newest: model.newest
  };
}

/** A shape and a few words; the shape alone tells late from well. */
export function Keeping(props: {
  keeping: IKeeping;
  history: IHistory;
  trans: TranslationBundle;
}): React.ReactElement {
  const { keeping, history, trans } = props;
  const icon = ICONS[keeping.kind] ?? automaticIcon;
  return (
    <span className="jp-mm-Keeping" data-keeping={keeping.kind}>
      <icon.react tag="span" className="jp-mm-Keeping-icon" />
      <span className="jp-mm-Keeping-text">
        {keepingText(keeping, history.clock.now, trans)}
      </span>
    </span>
  );
}
