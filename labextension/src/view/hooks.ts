import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

import type { CommandID } from '../commands';
import type { IActionArgs, IActions, IActionState } from './context';

/**
 * Render again when a signal is emitted.
 *
 * Connected within the task that draws: between that and an ordinary effect an
 * answer may arrive, and on a busy page it did.
 */
export function useChanges(signal: ISignal<unknown, unknown>): void {
  const [, again] = React.useReducer((count: number) => count + 1, 0);
  React.useLayoutEffect(() => {
    const slot = (): void => again();
    signal.connect(slot);
    return () => {
      signal.disconnect(slot);
    };
  }, [signal]);
}

/** Whether a command is possible, and why not; drawn again when that changes. */
export function useAction(
  actions: IActions,
  command: CommandID,
  args?: IActionArgs
): IActionState {
  const [, again] = React.useReducer((count: number) => count + 1, 0);
  React.useLayoutEffect(() => {
    const slot = (_: unknown, { id }: { id: string | undefined }): void => {
      if (id === undefined || id === command) {
        again(); // other extensions tell of theirs
      }
    };
    actions.changed.connect(slot);
    return () => {
      actions.changed.disconnect(slot);
    };
  }, [actions, command]);
  return actions.state(command, args);
}

/** Height of an element, as the layout has it now. */
export function useHeight(ref: React.RefObject<HTMLElement>): number {
  const [height, setHeight] = React.useState(600);
  React.useLayoutEffect(() => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const measure = (): void => setHeight(node.clientHeight || 600);
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [ref]);
  return height;
}

/** Whether something has been so for a while: what is brief is not shown. */
export function useLasting(isSo: boolean, milliseconds: number): boolean {
  const [lasts, setLasts] = React.useState(false);
  React.useEffect(() => {
    if (!isSo) {
      return undefined;
    }
    const timer = setTimeout(() => setLasts(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [isSo, milliseconds]);
  return isSo && lasts;
}
