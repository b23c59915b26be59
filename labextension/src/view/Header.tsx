import { PathExt } from '@jupyterlab/coreutils';
import {
  FilterBox,
  notebookIcon,
  ReactWidget,
  type LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../commands';
import { visible } from '../model/format';
import type { IViewContext } from './context';
import { useChanges } from './hooks';
import { lockedIcon, saveNamedIcon, unlockedIcon } from './icons';

/** Top of the sidebar: whose history this is, and the filter. */
export class Header extends ReactWidget {
  constructor(private readonly props: IViewContext) {
    super();
    this.addClass('jp-mm-Header');
  }

  /** Put the cursor into the filter. */
  focusFilter(): void {
    this.input.current?.focus();
  }

  /** Empty the filter, and show all rows. */
  clearFilter(): void {
    this.filters += 1;
    this.props.history.model.setFilter('');
    this.update();
  }

  protected override render(): React.ReactElement {
    return (
      <>
        <NotebookLine {...this.props} />
        <FilterLine
          {...this.props}
          key={this.filters}
          input={this.input}
          leave={() => this.focusList()}
        />
      </>
    );
  }

  private focusList(): void {
    this.parent?.parent?.node
      .querySelector<HTMLElement>('.jp-mm-List')
      ?.focus({ preventScroll: true });
  }

  private readonly input = React.createRef<HTMLInputElement>();
  /** A new number makes a new, empty filter box: it keeps its own text. */
  private filters = 0;
}

function NotebookLine(props: IViewContext): React.ReactElement {
  const { history, actions, trans } = props;
  const { followed, model, connection } = history;
  useChanges(followed.changed);
  useChanges(model.changed);
  useChanges(connection.changed);
  const { path, isLocked } = followed;
  const save = actions.state(CommandIDs.saveCheckpoint);
  return (
    <div className="jp-mm-Notebook">
      <notebookIcon.react tag="span" className="jp-mm-Notebook-icon" />
      <span className="jp-mm-Notebook-name" title={path ?? ''} dir="auto">
        {path === null
          ? trans.__('No notebook')
          : visible(PathExt.basename(path))}
      </span>
      <HeaderButton
        icon={saveNamedIcon}
        label={
          save.isEnabled ? trans.__('Save named checkpoint…') : save.caption
        }
        isEnabled={save.isEnabled}
        onClick={() => actions.run(CommandIDs.saveCheckpoint)}
      />
      <HeaderButton
        icon={isLocked ? lockedIcon : unlockedIcon}
        label={
          isLocked
            ? trans.__('Follow the active notebook again')
            : trans.__('Stay on this notebook')
        }
        isEnabled={path !== null}
        isPressed={isLocked}
        onClick={() => {
          followed.isLocked = !isLocked;
        }}
      />
    </div>
  );
}

function FilterLine(
  props: IViewContext & {
    input: React.RefObject<HTMLInputElement>;
    leave: () => void;
  }
): React.ReactElement {
  const { model } = props.history;
  const { input, trans } = props;
  React.useEffect(() => {
    // JupyterLab's search box leaves its own clear button without a name.
    input.current?.shadowRoot
      ?.querySelector('.clear-button')
      ?.setAttribute('aria-label', trans.__('Clear filter'));
  }, [input, trans]);
  return (
    <div
      className="jp-mm-Filter"
      title={trans.__('Text, tag:x, var:x, status:error, acc>0.9')}
      onKeyDown={event => {
        if (event.key === 'Escape' || event.key === 'ArrowDown') {
          event.preventDefault();
          props.leave();
        }
      }}
    >
      <FilterBox
        inputRef={input}
        placeholder={trans.__('Filter: acc>0.9')}
        updateFilter={(_, query) => model.setFilter(query ?? '')}
        useFuzzyFilter={false}
      />
    </div>
  );
}

function HeaderButton(props: {
  icon: LabIcon;
  label: string;
  isEnabled: boolean;
  isPressed?: boolean;
  onClick: () => void;
}): React.ReactElement {
  return (
    <button
      type="button"
      className="jp-mm-IconButton"
      title={props.label}
      aria-label={props.label}
      aria-disabled={!props.isEnabled}
      {...(props.isPressed === undefined
        ? {}
        : { 'aria-pressed': props.isPressed })}
      onClick={() => {
        if (props.isEnabled) {
          props.onClick();
        }
      }}
    >
      <props.icon.react tag="span" />
    </button>
  );
}
