import { ellipsesIcon, undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import { ROW_HEIGHT } from '../../model/history/items';
import type { IActions, IViewContext } from '../context';
import { IconButton } from '../IconButton';
import { compareIcon } from '../icons';

/**
 * The buttons of the run under the pointer, or of the selected one.
 *
 * They stand beside the list box, not in it: what is inside an option cannot be
 * reached by a screen reader.
 */
export function RunActions(
  props: IViewContext & {
    execution: string;
    index: number;
    isHovered: boolean;
    act: (run: (actions: IActions) => void) => void;
    openMenu: () => void;
  }
): React.ReactElement {
  const { execution, actions, trans, act } = props;
  const sides = { a: execution, b: 'now' };
  const restore = actions.state(CommandIDs.restore, { ref: execution });
  const compare = actions.state(CommandIDs.compare, sides);
  return (
    <div
      className={`jp-mm-RowActions${
        props.isHovered ? ' jp-mm-RowActions-hovered' : ''
      }`}
      role="toolbar"
      aria-label={trans.__('Actions of the selected run')}
      style={{ top: props.index * ROW_HEIGHT }}
    >
      <IconButton
        icon={undoIcon}
        label={restore.isEnabled ? trans.__('Restore…') : restore.caption}
        isEnabled={restore.isEnabled}
        onClick={() =>
          act(one => one.run(CommandIDs.restore, { ref: execution }))
        }
      />
      <IconButton
        icon={compareIcon}
        label={
          compare.isEnabled ? trans.__('Compare with now') : compare.caption
        }
        isEnabled={compare.isEnabled}
        onClick={() => act(one => one.run(CommandIDs.compare, sides))}
      />
      <IconButton
        icon={ellipsesIcon}
        label={trans.__('More actions')}
        isEnabled={true}
        onClick={props.openMenu}
      />
    </div>
  );
}
