import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { INotebookAsItWas } from '../../api/client';
import { CommandIDs, type CommandID } from '../../commands';
import type { IActionArgs, IActions } from '../context';
import { useAction } from '../hooks';

/** What can be done with a notebook as it was. */
export function ViewerActions(props: {
  shown: INotebookAsItWas;
  actions: IActions;
  trans: TranslationBundle;
}): React.ReactElement {
  const { actions, trans } = props;
  const { checkpoint, execution, path } = props.shown;
  const ref = checkpoint ?? execution;
  const place = path === null ? {} : { notebook: path };
  const buttons: [CommandID, IActionArgs, string][] = [
    [CommandIDs.restore, { ref, ...place }, trans.__('Restore…')],
    [
      CommandIDs.compare,
      { a: ref, b: 'now', ...place },
      trans.__('Compare with now')
    ],
    [CommandIDs.openAsCopy, { ref }, trans.__('Open as copy')],
    [CommandIDs.copyLink, { ref }, trans.__('Copy link')],
    [CommandIDs.note, { ref }, trans.__('Note…')],
    [CommandIDs.reproduce, { ref }, trans.__('Reproduce…')]
  ];
  return (
    <div
      className="jp-mm-Viewer-actions"
      role="group"
      aria-label={trans.__('Checkpoint')}
    >
      {buttons
        .filter(([id]) => checkpoint !== null || !NEED_CHECKPOINT.has(id))
        .map(([id, args, label]) => (
          <Action key={id} {...{ actions, id, args, label }} />
        ))}
    </div>
  );
}

/** The others do with an execution, of which only the notebook is kept. */
const NEED_CHECKPOINT: ReadonlySet<CommandID> = new Set<CommandID>([
  CommandIDs.restore,
  CommandIDs.note,
  CommandIDs.reproduce
]);

/** A button that does what the command does, or says why it cannot. */
function Action(props: {
  actions: IActions;
  id: CommandID;
  args: IActionArgs;
  label: string;
}): React.ReactElement {
  const { actions, id, args, label } = props;
  const { isEnabled, caption } = useAction(actions, id, args);
  const look = id === CommandIDs.restore ? 'jp-mod-accept' : 'jp-mod-minimal';
  return (
    <button
      type="button"
      className={`jp-mod-styled ${look} jp-mm-Button`}
      disabled={!isEnabled}
      title={caption}
      onClick={() => actions.run(id, args)}
    >
      {label}
    </button>
  );
}
