import type { ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type { HistoryEvents } from '../../api/events';
import { afterSleep } from '../afterSleep';
import type { HistoryModel } from '../history/history';
import { Runs } from './runs';

/** The newest; the tab has more of them. */
const LISTED = 50;
/** Of each small curve. */
const POINTS = 40;

interface ISource {
  readonly client: Pick<IClient, 'runs'>;
  readonly events: Pick<HistoryEvents, 'changed' | 'valuesLogged'>;
  readonly connection: { readonly restored: ISignal<unknown, void> };
  readonly model: HistoryModel;
}

/** The runs of the notebook that the sidebar follows; made when somebody first asks for them. */
export function runsOf(source: ISource): Runs {
  const runs = made.get(source) ?? makeRuns(source);
  made.set(source, runs);
  return runs;
}

function makeRuns({ client, events, connection, model }: ISource): Runs {
  const runs = new Runs({
    ...{ client, changes: events.changed, valuesLogged: events.valuesLogged },
    ...{ limit: LISTED, points: POINTS }
  });
  const reload = (): void => runs.reload();
  runs.follow(model.notebook);
  model.changed.connect(() => runs.follow(model.notebook));
  connection.restored.connect(reload);
  afterSleep(reload);
  return runs;
}

const made = new WeakMap<ISource, Runs>();
