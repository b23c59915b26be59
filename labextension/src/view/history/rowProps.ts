import type { TranslationBundle } from '@jupyterlab/translation';

import type { IHiddenNote, IHistoryRow } from '../../api/client';
import type { IDelta } from '../../model/history/deltas';
import type { Environments } from '../../model/evidence/environment';
import type { IPreferences } from '../../model/preferences';
import type { Thumbnails } from '../../model/history/thumbnails';
import type { ILanes } from '../../model/history/tree';

/** What the row of an execution is drawn from. */
export interface IRowProps {
  row: IHistoryRow;
  id: string;
  top: number;
  position: number;
  total: number;
  isSelected: boolean;
  /** Also while the pointer is on the buttons beside the list. */
  isHovered: boolean;
  isNew: boolean;
  /** Whether the kernel stands on this checkpoint after a restore. */
  isHere: boolean;
  /** What its output rests on that the notebook does not show. */
  hiddenNote: IHiddenNote | null;
  isPicked: boolean;
  lanes: ILanes;
  /** Name of the branch that ends here; empty when it has none. */
  branch: string | null;
  /** Its values against the baseline, by name. */
  deltas: ReadonlyMap<string, IDelta>;
  time: string;
  preferences: IPreferences;
  thumbnails: Thumbnails;
  environments: Environments;
  trans: TranslationBundle;
}
