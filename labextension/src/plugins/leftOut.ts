import type { NotebookPanel } from '@jupyterlab/notebook';

import { unwantedNames, type IPreferences } from '../model/preferences';
import type { IWishes } from '../model/wishes';

/** Our key in a notebook's metadata. */
const METADATA = 'jupyter_mm';

/** What the settings and the notebook itself leave out. */
export function wishesOf(
  panel: NotebookPanel,
  preferences: IPreferences
): IWishes {
  return { exclude: unwantedNames(preferences), paused: isOff(panel) };
}

/** Whether nothing of this notebook is to be kept; that travels with its file. */
function isOff(panel: NotebookPanel): boolean {
  const found: unknown = panel.model?.sharedModel.getMetadata(METADATA);
  return isOffMark(found);
}

export function setOff(panel: NotebookPanel, isOff: boolean): void {
  const model = panel.model?.sharedModel;
  if (isOff) {
    model?.setMetadata(METADATA, { capture: 'off' });
  } else if (isOffMark(model?.getMetadata(METADATA))) {
    model?.deleteMetadata(METADATA);
  }
}

function isOffMark(mark: unknown): boolean {
  return (mark as { capture?: unknown } | undefined)?.capture === 'off';
}
