import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunChoices } from '../../model/runs/choices';
import type { Goals } from '../../model/runs/goals';
import type { Runs } from '../../model/runs/runs';
import type { IHistory } from '../../tokens';
import type { IActions } from '../context';

/** What every part of the tab "Runs" is given. */
export interface IRunsContext {
  runs: Runs;
  choices: RunChoices;
  goals: Goals;
  history: IHistory;
  actions: IActions;
  trans: TranslationBundle;
}
