import { describe, expect, it, vi } from 'vitest';

import type { IClient, IDocumentSnapshot } from '../../../src/api/client';
import type { IComparison } from '../../../src/api/comparisons';
import { ProblemError } from '../../../src/api/problem';
import { Compare } from '../../../src/model/compare/compare';
import { Connection } from '../../../src/model/connection';
import { makeCell, makeComparison, makeSide } from '../../comparison';
import { makeClient } from '../../rows';

const CELLS = [
  makeCell('same', 0),
  makeCell('changed', 1),
  makeCell('removed', 2)
];
const DOCUMENT: IDocumentSnapshot = {
  ...{ kernel_id: 'k', executions: [], path: 'a.ipynb', metadata: {} },
  cells: []
};

function make(answers: Partial<IClient>, after = 'now') {
  const client = makeClient(answers);
  const connection = new Connection(client);
  const model = new Compare({
    ...{ client, connection },
    compared: { before: 'e1', after, notebook: 'a.ipynb' },
    documentOf: () => DOCUMENT
  });
  return { model, connection };
}

/** A side as the server names it: `now` stands on the newest execution. */
const side = (ref: string) =>
  ref === 'now'
    ? makeSide(ref, { kind: 'now', execution: 'e2', checkpoint: 'c-e2' })
    : makeSide(ref);

const answered =
  (cells: IComparison['cells']): IClient['compare'] =>
  ({ before, after }) =>
    Promise.resolve(
      makeComparison(cells, { before: side(before), after: side(after) })
    );

const answer = (cells: IComparison['cells']) =>
  vi.fn<IClient['compare']>(answered(cells));

describe('Compare', () => {
  it('sends what the page shows only where a side is now', async () => {
    const compare = answer(CELLS);
    const { model } = make({ compare });
    await model.load();
    expect(compare.mock.calls[0]?.[0].document).toBe(DOCUMENT);
    model.choose({ after: 'e2' });
    await model.settled;
    expect(compare.mock.calls[1]?.[0]).toMatchObject({
      ...{ before: 'e1', after: 'e2', document: null }
    });
  });

  it('goes round the cells that differ', async () => {
    const { model } = make({ compare: answer(CELLS) });
    await model.load();
    const seen = [1, 1, 1, -1].map(step => {
      model.go(step as 1 | -1);
      return model.current;
    });
    expect(seen).toEqual([1, 2, 1, 2]);
    model.current = -1;
    model.go(-1);
    expect(model.current).toBe(2);
  });

  it('shows the answer to what was asked last', async () => {
    const turns: (() => void)[] = [];
    const { model } = make({
      compare: async request => {
        await new Promise<void>(resolve => turns.push(resolve));
        return answered(request.before === 'now' ? [] : CELLS)(request);
      }
    });
    const first = model.load();
    model.swap();
    turns[1]?.();
    await model.settled;
    turns[0]?.();
    await first;
    expect(model.comparison?.cells).toEqual([]);
    expect(model.compared).toMatchObject({ before: 'now', after: 'e1' });
  });

  it('goes on to mean the states that it found', async () => {
    const { model } = make({
      compare: request => answered(CELLS)({ ...request, before: 'e7' })
    });
    model.choose({ before: 'now~3' });
    await model.settled;
    expect(model.compared).toMatchObject({ before: 'e7', after: 'now' });
  });

  it('asks for the body of a tab once, and again after it could not be had', async () => {
    const environmentDifference = vi
      .fn<IClient['environmentDifference']>()
      .mockRejectedValueOnce(new ProblemError('offline', 'away', ''))
      .mockResolvedValue({ packages: [], facts: [] } as never);
    const { model } = make({
      compare: answer(CELLS),
      environmentDifference
    });
    await model.load();
    const environment = model.bodies?.environment;
    environment?.request();
    environment?.request();
    await vi.waitFor(() => expect(environment?.problem?.kind).toBe('offline'));
    environment?.retry();
    await vi.waitFor(() => expect(environment?.value).not.toBeNull());
    expect(environmentDifference.mock.calls).toEqual([
      ['c-e1', 'c-e2'],
      ['c-e1', 'c-e2']
    ]);
  });

  it('compares by itself when the server is back', async () => {
    const compare = vi
      .fn<IClient['compare']>()
      .mockRejectedValueOnce(new ProblemError('offline', 'away', ''))
      .mockImplementation(answered(CELLS));
    const { model, connection } = make({ compare });
    await model.load();
    expect(model.problem?.kind).toBe('offline');
    expect(connection.reach).toBe('offline');
    await connection.check();
    await vi.waitFor(() => expect(model.comparison).not.toBeNull());
    expect(model.problem).toBeNull();
    connection.dispose();
  });

  it('goes on under the new name of its notebook', async () => {
    const compare = answer(CELLS);
    const compareCell = vi.fn<IClient['compareCell']>(() =>
      Promise.reject(new Error('not of interest'))
    );
    const { model } = make({ compare, compareCell }, 'e2');
    await model.load();
    let saved = 0;
    model.chosen.connect(() => (saved += 1));
    model.rename('b.ipynb');
    expect(saved).toBe(1);
    const [cell] = model.changes.map(index => CELLS[index]);
    model.bodies?.pairs.want(cell as (typeof CELLS)[number]);
    await vi.waitFor(() => expect(compareCell).toHaveBeenCalled());
    expect(compareCell.mock.calls[0]?.[0].notebook).toBe('b.ipynb');
    await model.load();
    expect(compare.mock.calls[1]?.[0].notebook).toBe('b.ipynb');
  });

  it('is of the renamed notebook also when the answer was under way', async () => {
    const compareCell = vi.fn<IClient['compareCell']>(
      () => new Promise(() => undefined)
    );
    const { model } = make({ compare: answer(CELLS), compareCell });
    const loading = model.load();
    model.rename('b.ipynb');
    await loading;
    const [cell] = model.changes.map(index => CELLS[index]);
    model.bodies?.pairs.want(cell as (typeof CELLS)[number]);
    await vi.waitFor(() => expect(compareCell).toHaveBeenCalled());
    expect(compareCell.mock.calls[0]?.[0].notebook).toBe('b.ipynb');
  });

  it('is stale when the notebook moves on, but only where it is a side', async () => {
    const { model } = make({ compare: answer(CELLS) }, 'e2');
    model.setStale();
    expect(model.isStale).toBe(false);
    model.choose({ after: 'now' });
    await model.settled;
    model.setStale();
    expect(model.isStale).toBe(true);
    await model.load();
    expect(model.isStale).toBe(false);
  });

  it('asks why between the executions that were compared', async () => {
    const why = vi.fn<IClient['why']>(() => new Promise(() => undefined));
    const { model } = make({ compare: answer(CELLS), why });
    await model.load();
    model.askWhy('acc');
    expect(why.mock.calls).toEqual([
      [{ metric: 'acc', before: 'e1', after: 'e2', notebook: 'a.ipynb' }]
    ]);
    model.askWhy(null);
    expect(model.why).toBeNull();
  });
});
