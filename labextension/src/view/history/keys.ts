import type * as React from 'react';

import { CommandIDs, type CommandID } from '../../commands';
import type { Step } from '../../model/history/selection';
import type { IViewContext } from '../context';

const PAGE_ROWS = 10;

/** How far a key moves in a list. */
export const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: 'first',
  End: 'last'
};

/** What a key does with a row. */
export const COMMANDS: Readonly<Record<string, CommandID>> = {
  Enter: CommandIDs.openCheckpoint,
  F2: CommandIDs.rename,
  p: CommandIDs.togglePin,
  P: CommandIDs.togglePin,
  n: CommandIDs.note,
  N: CommandIDs.note,
  ' ': CommandIDs.pickForCompare
};

/** Keys that open or close a fold, as they do in a tree. */
const OPENS: Readonly<Record<string, boolean | null>> = {
  Enter: null,
  ' ': null,
  ArrowRight: true,
  ArrowLeft: false
};

/** Keys of the list; all others are left to JupyterLab. */
export function onListKey(
  event: React.KeyboardEvent<HTMLElement>,
  context: IViewContext & { focusFilter: () => void }
): void {
  const { selection, timeline } = context.history;
  const isMenu = isMenuKey(event);
  const isFind =
    event.key === '/' ||
    (event.key === 'f' && (event.ctrlKey || event.metaKey));
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  const step = STEPS[event.key];
  const command = COMMANDS[event.key];
  const fold = timeline.foldOf(selection.execution);
  const opens = OPENS[event.key];
  if (isMenu) {
    openMenu(event.currentTarget, selection.execution);
  } else if (isFind) {
    context.focusFilter();
  } else if (step !== undefined && !hasModifier) {
    selection.move(step);
  } else if (fold && opens !== undefined && !hasModifier) {
    if (opens !== fold.isOpen) {
      timeline.toggle(fold.key);
    }
  } else if (command && !hasModifier && selection.row !== null) {
    context.actions.run(command, { ref: selection.row.execution });
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

export function isMenuKey(event: React.KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

/** Ask JupyterLab for the row's own menu, as a right click does. */
export function openMenu(list: Element, execution: string | null): void {
  const row = Array.from(list.querySelectorAll<HTMLElement>('.jp-mm-Row')).find(
    node => node.dataset['execution'] === execution
  );
  if (row) {
    const { left, bottom } = row.getBoundingClientRect();
    row.dispatchEvent(
      new MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: left + 24,
        clientY: bottom - 8
      })
    );
  }
}
