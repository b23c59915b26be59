// The sidebar's surroundings, for the tests of this folder.
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { vi } from 'vitest';

import type { IClient, IHistoryRow } from '../../src/api/client';
import type { HistoryEvents, IHistoryChange } from '../../src/api/events';
import { Clock } from '../../src/model/clock';
import { Connection } from '../../src/model/connection';
import { HistoryModel } from '../../src/model/history';
import { DEFAULTS } from '../../src/model/preferences';
import type { IKernel } from '../../src/model/restore';
import { Selection } from '../../src/model/selection';
import { Thumbnails } from '../../src/model/thumbnails';
import type { IHistory } from '../../src/tokens';
import type { IViewContext } from '../../src/view/context';
import { makeClient, makePage, NOON } from '../rows';

export const trans = nullTranslator.load('jupyter_mm');

export interface IStage {
  context: IViewContext;
  history: IHistory;
  run: ReturnType<typeof vi.fn>;
  emit: (change: IHistoryChange) => void;
}

/** A history with rows, loaded. */
export async function stage(
  rows: IHistoryRow[],
  answers: Partial<IClient> = {},
  kernel: Partial<IKernel> = {}
): Promise<IStage> {
  const client = makeClient({
    history: () => Promise.resolve(makePage(rows)),
    ...answers
  });
  const source = {};
  const changes = new Signal<unknown, IHistoryChange>(source);
  const connection = new Connection(client);
  const model = new HistoryModel({ client, connection, changes });
  const history: IHistory = {
    model,
    connection,
    client,
    selection: new Selection(model),
    followed: {
      changed: new Signal<unknown, void>(source),
      path: 'a.ipynb',
      panel: null,
      kernel: {
        changed: new Signal<unknown, void>(source),
        support: 'yes',
        state: null,
        ...kernel
      } as IKernel,
      isLocked: false
    },
    preferences: { ...DEFAULTS },
    clock: new Clock(() => NOON),
    events: { changed: changes } as unknown as HistoryEvents
  };
  await connection.check();
  model.follow('a.ipynb');
  await vi.waitFor(() => {
    if (model.isLoading) {
      throw new Error('still loading');
    }
  });
  const run = vi.fn();
  return {
    history,
    run,
    emit: change => changes.emit(change),
    context: {
      history,
      trans,
      thumbnails: new Thumbnails(client, vi.fn()),
      actions: { run, state: () => ({ isEnabled: true, caption: '' }) }
    }
  };
}

/** Put a widget on the page and wait until React has drawn it. */
export async function show(widget: ReactWidget): Promise<HTMLElement> {
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  await widget.renderPromise;
  await new Promise(resolve => setTimeout(resolve, 20));
  return widget.node;
}

/** Let React draw what a signal changed. */
export async function drawn(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 20));
}
