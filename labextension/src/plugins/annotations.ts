import type { IHistoryRow } from '../api/client';
import { CommandIDs } from '../commands';
import type { IPreferences } from '../model/preferences';
import * as reasons from '../model/reasons';
import { pinnedIcon, saveNamedIcon } from '../view/icons';
import {
  addCommand,
  factsOf,
  panelFor,
  type Args,
  type ICommandParts
} from './commands';

type Annotating = typeof import('./annotating');

/** What people add to checkpoints: names, pins, tags, notes. */
export function addAnnotations(
  parts: ICommandParts,
  measureBy: (baseline: IPreferences['baseline']) => void
): void {
  const facts = (): reasons.IReasonFacts => factsOf(parts.history);
  const against = (row: IHistoryRow | null): reasons.Reason | null =>
    reasons.againstAnnotation(facts(), row);
  const acts =
    (name: keyof Annotating) =>
    async (args: Args): Promise<unknown> =>
      (await import('./annotating'))[name](parts, args);
  addCommand(parts, CommandIDs.saveCheckpoint, {
    icon: saveNamedIcon,
    against: (_, args) =>
      reasons.againstSaving(
        factsOf(parts.history, panelFor(parts.history, args))
      ),
    execute: acts('saveCheckpoint')
  });
  addCommand(parts, CommandIDs.togglePin, {
    icon: pinnedIcon,
    against,
    execute: acts('togglePin')
  });
  addCommand(parts, CommandIDs.rename, { against, execute: acts('rename') });
  addCommand(parts, CommandIDs.tag, { against, execute: acts('tag') });
  addCommand(parts, CommandIDs.note, { against, execute: acts('note') });
  addCommand(parts, CommandIDs.setBaseline, {
    against,
    execute: async args => {
      if (await acts('setBaseline')(args)) {
        measureBy('pinned');
      }
    }
  });
}
