import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/** A button that shows an icon; it keeps its place and its reason when disabled. */
export function IconButton(props: {
  icon: LabIcon;
  label: string;
  isEnabled: boolean;
  isPressed?: boolean;
  onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}): React.ReactElement {
  return (
    <button
      type="button"
      className="jp-mm-IconButton"
      title={props.label}
      aria-label={props.label}
      aria-disabled={!props.isEnabled}
      aria-pressed={props.isPressed}
      onClick={event => {
        if (props.isEnabled) {
          props.onClick(event);
        }
      }}
    >
      <props.icon.react tag="span" />
    </button>
  );
}
