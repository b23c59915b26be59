import { PathExt } from '@jupyterlab/coreutils';
import {
  FilterBox,
  notebookIcon,
  ReactWidget
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import { visible } from '../../model/format';
import type { IViewContext } from '../context';
import { useChanges } from '../hooks';
import { IconButton } from '../IconButton';
import { compareIcon, lockedIcon, saveNamedIcon, unlockedIcon } from '../icons';
import { Keeping, useKeeping } from './Keeping';
import { keepingText, reasonText } from '../words';

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
  const { followed } = history;
  const keeping = useKeeping(history);
  const { path, isLocked } = followed;
  const save = actions.state(CommandIDs.saveCheckpoint);
  return (
    <div className="jp-mm-Notebook">
      <notebookIcon.react tag="span" className="jp-mm-Notebook-icon" />
      <span className="jp-mm-Notebook-lines">
        <span className="jp-mm-Notebook-name" title={path ?? ''} dir="auto">
          {path === null
            ? trans.__('No notebook')
            : visible(PathExt.basename(path))}
        </span>
        {keeping.kind !== 'nothing' && (
          <span
            className="jp-mm-Notebook-keeping"
            title={keepingText(keeping, history.clock.now, trans) ?? ''}
          >
            <Keeping keeping={keeping} history={history} trans={trans} />
          </span>
        )}
      </span>
      <IconButton
        icon={saveNamedIcon}
        label={
          save.isEnabled ? trans.__('Save named checkpoint…') : save.caption
        }
        isEnabled={save.isEnabled}
        onClick={() => actions.run(CommandIDs.saveCheckpoint)}
      />
      <CompareButton {...props} />
      <IconButton
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

/** Compare what was picked; the count says how much that is. */
function CompareButton(props: IViewContext): React.ReactElement {
  const { history, actions, trans } = props;
  const { picks, selection } = history;
  useChanges(picks.changed);
  useChanges(selection.changed);
  const count = picks.refs.length;
  const { isEnabled, caption } = stateOf(props, count);
  const label =
    count === 0
      ? trans.__('Compare the selected checkpoint with now')
      : trans._n('Compare (%1 picked)', 'Compare (%1 picked)', count);
  return (
    <>
      <IconButton
        icon={compareIcon}
        label={isEnabled ? label : caption}
        isEnabled={isEnabled}
        onClick={() => actions.run(CommandIDs.compare)}
      />
      {count > 0 && (
        <span className="jp-mm-IconButton-count" aria-hidden={true}>
          {count}
        </span>
      )}
    </>
  );
}

/** The command may name any two states; this button has only what is in the list. */
function stateOf(
  { history, actions, trans }: IViewContext,
  picked: number
): { isEnabled: boolean; caption: string } {
  const compare = actions.state(CommandIDs.compare);
  if (!compare.isEnabled || picked > 0 || history.model.newest !== null) {
    return compare;
  }
  const reason = history.followed.path === null ? 'no-notebook' : 'nothing-yet';
  return { isEnabled: false, caption: reasonText(reason, trans) };
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
