import { Signal } from '@lumino/signaling';
import { expect, it } from 'vitest';

import { Page } from '../../src/plugins/page';
import type { IFollowed } from '../../src/tokens';
import { code, open } from '../openNotebook';

/** A page that follows one notebook, and what it runs. */
function make() {
  const { shared, panel } = open(code('a'), code('b'));
  const content = {};
  const context = { ready: new Promise(() => undefined) };
  const changed = new Signal<unknown, void>({});
  const followed = {
    changed,
    panel: { model: panel.model, content, context }
  };
  const running = {
    executionScheduled: new Signal<unknown, object>({}),
    executed: new Signal<unknown, object>({})
  };
  const page = new Page(
    followed as unknown as IFollowed,
    running as unknown as ConstructorParameters<typeof Page>[1]
  );
  changed.emit();
  const told: unknown[] = [];
  page.ran.connect((_, run) => told.push(run));
  const cells = shared.cells.map(sharedModel => ({
    isDisposed: false,
    model: { id: sharedModel.id, sharedModel }
  }));
  return { ...running, cells, shared, told, content };
}

it('tells what this page ran, as it was sent', () => {
  const { executionScheduled, executed, cells, shared, told, content } = make();
  const [a, b] = cells;
  executionScheduled.emit({ cell: a });
  executionScheduled.emit({ cell: b });
  a?.model.sharedModel.setSource('typed meanwhile');
  Object.assign(shared.cells[0] ?? {}, { execution_count: 4 });
  executed.emit({ notebook: content, cell: a });
  executed.emit({ notebook: content, cell: b }); // skipped: `a` failed
  expect(told).toEqual([{ id: 'a', source: '# a' }]);
});

it('tells nothing of another notebook', () => {
  const { executionScheduled, executed, cells, shared, told } = make();
  Object.assign(shared.cells[0] ?? {}, { execution_count: 4 });
  executionScheduled.emit({ cell: cells[0] });
  executed.emit({ notebook: {}, cell: cells[0] });
  expect(told).toEqual([]);
});
