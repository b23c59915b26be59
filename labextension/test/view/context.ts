// The sidebar's surroundings, for the tests of this folder.
import { Signal } from '@lumino/signaling';
import type { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { vi } from 'vitest';

import type { IClient, IHistoryRow, IJob } from '../../src/api/client';
import type {
  HistoryEvents,
  IHistoryChange,
  IValuesLogged
} from '../../src/api/events';
import { Clock } from '../../src/model/clock';
import { Connection } from '../../src/model/connection';
import { Data } from '../../src/model/evidence/data';
import { Edits, type IRun } from '../../src/model/history/edits';
import { Environments } from '../../src/model/evidence/environment';
import { HiddenState } from '../../src/model/notebook/hidden';
import { HistoryModel } from '../../src/model/history/history';
import { Jobs } from '../../src/model/evidence/jobs';
import { Measures } from '../../src/model/history/measures';
import { Picks } from '../../src/model/history/picks';
import { DEFAULTS, type IPreferences } from '../../src/model/preferences';
import { Recovery } from '../../src/model/kernel/recovery';
import { Restores } from '../../src/model/restore/restores';
import type { IKernel } from '../../src/model/kernel/kernel';
import { Selection } from '../../src/model/history/selection';
import { Thumbnails } from '../../src/model/history/thumbnails';
import { Timeline } from '../../src/model/history/timeline';
import { Variables } from '../../src/model/variables/variables';
import type { IHistory } from '../../src/tokens';
import type { ISectionActions, IViewContext } from '../../src/view/context';
import { HistoryBody } from '../../src/view/history/HistoryBody';
import { LazySection } from '../../src/view/sidebar/LazySection';
import { makeClient, makePage, NOON } from '../rows';
import { trans } from '../translation';

export { trans };

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
  const followed: IHistory['followed'] = {
    changed: new Signal<unknown, void>(source),
    path: 'a.ipynb',
    panel: null,
    kernel: {
      changed: new Signal<unknown, void>(source),
      support: 'yes',
      state: null,
      heardAt: NOON,
      ...kernel
    } as IKernel,
    active: null,
    find: () => null,
    linkOf: () => {
      throw new Error('There is no other notebook.');
    },
    isLocked: false
  };
  const clock = new Clock(() => NOON);
  const preferences = (): IPreferences => history.preferences;
  const measures = new Measures({ client, model, changes, preferences });
  const timeline = new Timeline({ model, measures, clock, preferences });
  const valuesLogged = new Signal<unknown, IValuesLogged>(source);
  const history: IHistory = {
    model,
    timeline,
    measures,
    edits: new Edits({
      client,
      model,
      changes,
      page: {
        changed: new Signal<unknown, void>(source),
        ran: new Signal<unknown, IRun>(source),
        cells: () => []
      }
    }),
    picks: new Picks(),
    connection,
    client,
    selection: new Selection(model, timeline),
    followed,
    recovery: new Recovery(followed),
    restores: new Restores(client, followed, connection),
    hidden: new HiddenState({ client, model, changes }),
    variables: new Variables(client, followed),
    data: new Data({ client, model, changes }),
    environments: new Environments({ client, model }),
    jobs: new Jobs({
      client,
      changes: new Signal<unknown, IJob>(source),
      memory: { read: () => null, write: vi.fn() }
    }),
    preferences: { ...DEFAULTS },
    clock,
    events: { changed: changes, valuesLogged } as unknown as HistoryEvents
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
      actions: {
        changed: new Signal<unknown, { id: string | undefined }>(source),
        run,
        state: () => ({ isEnabled: true, caption: '' })
      }
    }
  };
}

/** Put a widget on the page and wait until React has drawn it. */
export async function show(widget: ReactWidget): Promise<HTMLElement> {
  Widget.attach(widget, document.body);
  MessageLoop.flush();
  await widget.renderPromise;
  await drawn();
  await widget.renderPromise; // of what the section loaded
  await drawn();
  return widget.node;
}

/** Let React draw what a signal changed. */
export async function drawn(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 20));
}

/** The section "Checkpoints". */
export function historySection(
  context: IViewContext,
  clearFilter: () => void = vi.fn()
): LazySection<IViewContext & ISectionActions> {
  const props = { ...context, focusFilter: vi.fn(), clearFilter };
  return new LazySection<IViewContext & ISectionActions>(props, {
    load: () => Promise.resolve(HistoryBody)
  });
}
