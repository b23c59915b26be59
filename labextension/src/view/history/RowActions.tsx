import { ellipsesIcon, undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import type { IViewContext } from '../context';
import { IconButton } from '../IconButton';
import { compareIcon } from '../icons';
import { openMenu } from './keys';

/**
 * The buttons of the row under the pointer, or of the selected one.
 *
 * They stand beside the list box, not in it: what is inside an option cannot be
 * reached by a screen reader.
 */
export function RowActions(
  props: IViewContext & { execution: string; top: number; isHovered: boolean }
): React.ReactElement {
  const { execution, actions, history, trans } = props;
  const row = history.model.rows.find(other => other.execution === execution);
  const hasPicture = row?.thumbnail !== null && history.preferences.thumbnails;
  const restore = actions.state(CommandIDs.restore, { ref: execution });
  const sides = { a: execution, b: 'now' };
  const compare = actions.state(CommandIDs.compare, sides);
  const classes = ['jp-mm-RowActions'];
  if (props.isHovered) {
    classes.push('jp-mm-RowActions-hovered');
  }
  if (hasPicture) {
    classes.push('jp-mm-RowActions-besidePicture');
  }
  return (
    <div
      className={classes.join(' ')}
      role="toolbar"
      aria-label={trans.__('Actions of the selected checkpoint')}
      style={{ top: props.top }}
    >
      <IconButton
        icon={undoIcon}
        label={restore.isEnabled ? trans.__('Restore…') : restore.caption}
        isEnabled={restore.isEnabled}
        onClick={() => actions.run(CommandIDs.restore, { ref: execution })}
      />
      <IconButton
        icon={compareIcon}
        label={
          compare.isEnabled ? trans.__('Compare with now') : compare.caption
        }
        isEnabled={compare.isEnabled}
        onClick={() => actions.run(CommandIDs.compare, sides)}
      />
      <IconButton
        icon={ellipsesIcon}
        label={trans.__('More actions')}
        isEnabled={true}
        onClick={event => {
          history.selection.select(execution);
          const list = event.currentTarget
            .closest('.jp-mm-Scroller')
            ?.querySelector('.jp-mm-List');
          if (list) {
            openMenu(list, execution);
          }
        }}
      />
    </div>
  );
}
