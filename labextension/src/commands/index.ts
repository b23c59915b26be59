import type { TranslationBundle } from '@jupyterlab/translation';

import { cellsIDs, cellsTexts } from './cells';
import { compareIDs, compareTexts } from './compare';
import { evidenceIDs, evidenceTexts } from './evidence';
import { historyIDs, historyTexts } from './history';
import { jobsIDs, jobsTexts } from './jobs';
import { keepingIDs, keepingTexts } from './keeping';
import { restoreIDs, restoreTexts } from './restore';
import { runsIDs, runsTexts } from './runs';
import type { ICommandText } from './text';
import { variablesIDs, variablesTexts } from './variables';
import { viewerIDs, viewerTexts } from './viewer';

export type { ICommandText } from './text';

/** Ids of the commands; other extensions and shortcuts may rely on them. */
export const CommandIDs = {
  ...cellsIDs,
  ...compareIDs,
  ...historyIDs,
  ...restoreIDs,
  ...keepingIDs,
  ...evidenceIDs,
  ...jobsIDs,
  ...runsIDs,
  ...viewerIDs,
  ...variablesIDs
} as const;

export type CommandID = (typeof CommandIDs)[keyof typeof CommandIDs];

type Texts = Record<CommandID, ICommandText>;

/** Tables by language: each command of some fifty looks itself up while Lab starts. */
const known = new WeakMap<TranslationBundle, Texts>();

export function commandTexts(trans: TranslationBundle): Texts {
  const texts = known.get(trans) ?? textsIn(trans);
  known.set(trans, texts);
  return texts;
}

function textsIn(trans: TranslationBundle): Texts {
  return {
    ...cellsTexts(trans),
    ...compareTexts(trans),
    ...historyTexts(trans),
    ...restoreTexts(trans),
    ...keepingTexts(trans),
    ...evidenceTexts(trans),
    ...jobsTexts(trans),
    ...runsTexts(trans),
    ...viewerTexts(trans),
    ...variablesTexts(trans)
  };
}
