import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { IHistoryRow } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { Connection } from '../../../src/model/connection';
import {
  Environments,
  parted,
  sizeOf
} from '../../../src/model/evidence/environment';
import { HistoryModel } from '../../../src/model/history/history';
import { DIFFERENCE } from '../../evidence';
import { makeClient, makePage, makeRow } from '../../rows';

const STEP: Partial<IHistoryRow> = {
  ...{ has_new_environment: true, parent: 'p', environment: 'bb' }
};
const SHOWN = {
  ...{ checkpoint: 'c', digest: 'bb', lock: '' },
  environment: { python: '3.11.7', packages: [], facts: [], variables: [] }
};

function make(rows: IHistoryRow[]) {
  const environmentDifference = vi.fn((_: string, __: string) =>
    Promise.resolve(DIFFERENCE)
  );
  const environment = vi.fn((_: string) => Promise.resolve(SHOWN));
  const changes = new Signal<unknown, IHistoryChange>({});
  const client = makeClient({
    history: () => Promise.resolve(makePage(rows)),
    environment,
    environmentDifference
  });
  const model = new HistoryModel({
    client,
    connection: new Connection(client),
    changes
  });
  const environments = new Environments({ client, model });
  model.follow('a.ipynb');
  return { environments, environment, environmentDifference, model, changes };
}

describe('Environments', () => {
  it('know the rows that ran under another environment, and ask each once', async () => {
    const step = makeRow(2, STEP);
    const { environments, environmentDifference } = make([
      makeRow(3),
      step,
      makeRow(1)
    ]);
    await vi.waitFor(() => expect(environments.steps).toEqual([step]));
    environments.request(makeRow(3));
    environments.request(step);
    environments.request(step);
    await vi.waitFor(() => expect(environments.of(step)).toBe(DIFFERENCE));
    environments.request(step);
    expect(environmentDifference.mock.calls).toEqual([['p', step.checkpoint]]);
  });

  it('ask for the latest environment while it is seen, and again when it changed', async () => {
    const { environments, environment, model, changes } = make([
      makeRow(1, { environment: 'aa' })
    ]);
    await vi.waitFor(() => expect(model.rows).toHaveLength(1));
    expect(environment).not.toHaveBeenCalled();
    environments.setShown(true);
    await vi.waitFor(() => expect(environments.latest).toBe(SHOWN));
    changes.emit({
      what: 'recorded',
      row: makeRow(2, { environment: 'aa' })
    });
    changes.emit({ what: 'recorded', row: makeRow(3, STEP) });
    await vi.waitFor(() => expect(environment).toHaveBeenCalledTimes(2));
    expect(environment).toHaveBeenLastCalledWith(makeRow(3).checkpoint);
  });

  it('put what somebody asked for before what came along', () => {
    const [direct, along] = parted(DIFFERENCE.packages);
    expect(direct.map(({ name }) => name)).toEqual(['numpy']);
    expect(along.map(({ name }) => name)).toEqual(['tzdata']);
    expect(sizeOf(DIFFERENCE)).toBe(2);
  });
});
