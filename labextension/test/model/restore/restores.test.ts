import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { INotebookRestore } from '../../../src/api/comparisons';
import type { IStep } from '../../../src/model/kernel/kernel';
import { Restores } from '../../../src/model/restore/restores';
import { STATE } from '../../state';

function restore(
  id: string,
  at: number,
  change: Partial<INotebookRestore> = {}
): INotebookRestore {
  return {
    ...{ id, notebook: 'a.ipynb', target: 'e1', cell: null, restored_at: at },
    ...{ before: null, kernel_restore: null },
    ...{ undone_at: null, turned_from: null },
    ...change
  };
}

const line = { restored: new Signal<unknown, void>({}) };

async function made(
  items: INotebookRestore[],
  steps: { undo?: IStep; redo?: IStep } = {}
): Promise<Restores> {
  const restores = new Restores(
    { notebookRestores: () => Promise.resolve(items) },
    {
      changed: new Signal<unknown, void>({}),
      path: 'a.ipynb',
      kernel: {
        state: {
          ...STATE,
          can_undo: steps.undo !== undefined,
          can_redo: steps.redo !== undefined,
          ...steps
        }
      }
    },
    line
  );
  await restores.load();
  return restores;
}

describe('Restores', () => {
  it('turns notebook and variables together when they were one restore', async () => {
    const one = restore('r', 10, { kernel_restore: 'k' });
    const restores = await made([one], { undo: { id: 'k', at: 10 } });
    expect(restores.turn('undo')).toEqual({ notebook: one, isKernel: true });
    expect(restores.turn('redo')).toBeNull();
  });

  it('turns the later one first when they were not', async () => {
    const one = restore('r', 10);
    const earlier = await made([one], { undo: { id: 'k', at: 5 } });
    expect(earlier.turn('undo')).toEqual({ notebook: one, isKernel: false });
    const later = await made([one], { undo: { id: 'k', at: 15 } });
    expect(later.turn('undo')).toEqual({ notebook: null, isKernel: true });
  });

  it('does not need the kernel, which may be another by now', async () => {
    const one = restore('r', 10, { kernel_restore: 'gone' });
    const restores = await made([one]);
    expect(restores.turn('undo')).toEqual({ notebook: one, isKernel: false });
  });

  it('goes back step by step and forth again, the last one first', async () => {
    const [first, second] = [restore('1', 10), restore('2', 20)];
    const restores = await made([second, first]);
    expect(restores.turn('undo')?.notebook?.id).toBe('2');
    restores.took({ ...second, undone_at: 30 });
    expect(restores.turn('undo')?.notebook?.id).toBe('1');
    restores.took({ ...first, undone_at: 40 });
    expect(restores.turn('undo')).toBeNull();
    expect(restores.turn('redo')?.notebook?.id).toBe('1');
    restores.took(first);
    expect(restores.turn('redo')?.notebook?.id).toBe('2');
  });

  it('offers no redo once something else was restored', async () => {
    const restores = await made([restore('1', 10, { undone_at: 20 })]);
    expect(restores.turn('redo')?.notebook?.id).toBe('1');
    restores.took(restore('2', 30));
    expect(restores.turn('redo')).toBeNull();
    restores.took(restore('2', 30, { undone_at: 40 }));
    expect(restores.turn('redo')?.notebook?.id).toBe('2');
  });

  it('gives times that rise, whatever the clock says', async () => {
    const late = Date.now() / 1000 + 1000;
    const restores = await made([restore('1', 10, { undone_at: late })]);
    expect(restores.now()).toBeGreaterThan(late);
  });

  it('asks again when the server is back', async () => {
    const ask = vi.fn(() => Promise.reject(new Error('away')));
    const source = {};
    const back = { restored: new Signal<unknown, void>(source) };
    const followed = {
      changed: new Signal<unknown, void>(source),
      ...{ path: 'a.ipynb', kernel: null }
    };
    const asked: { notebookRestores: () => Promise<INotebookRestore[]> } = {
      notebookRestores: ask
    };
    const restores = new Restores(asked, followed, back);
    await restores.load();
    expect(restores.turn('undo')).toBeNull();
    const one = restore('r', 10);
    asked.notebookRestores = () => Promise.resolve([one]);
    back.restored.emit();
    await Promise.resolve();
    await vi.waitFor(() => expect(restores.turn('undo')?.notebook).toBe(one));
  });

  it('does not forget what was done while it asked', async () => {
    let answer = (_: INotebookRestore[]): void => undefined;
    const ask = (): Promise<INotebookRestore[]> =>
      new Promise(resolve => (answer = resolve));
    const followed = {
      changed: new Signal<unknown, void>({}),
      ...{ path: 'a.ipynb', kernel: null }
    };
    const restores = new Restores({ notebookRestores: ask }, followed, line);
    const loading = restores.load();
    restores.took(restore('r', 10));
    answer([]);
    await loading;
    expect(restores.turn('undo')?.notebook?.id).toBe('r');
  });

  it('does one thing at a time in a notebook', async () => {
    const restores = await made([]);
    let end = (): void => undefined;
    const act = vi.fn(() => new Promise<void>(resolve => (end = resolve)));
    const first = restores.alone('a.ipynb', act);
    await restores.alone('a.ipynb', act);
    expect(act).toHaveBeenCalledTimes(1);
    expect(restores.isBusy('a.ipynb')).toBe(true);
    expect(restores.isBusy('b.ipynb')).toBe(false);
    const other = vi.fn(() => Promise.resolve());
    await restores.alone('b.ipynb', other);
    expect(other).toHaveBeenCalled();
    end();
    await first;
    expect(restores.isBusy('a.ipynb')).toBe(false);
  });

  it('still offers a redo after a restore that came to nothing', async () => {
    const undone = restore('1', 10, { undone_at: 20 });
    const nothing = restore('2', 30, { undone_at: 30 });
    const restores = await made([nothing, undone]);
    expect(restores.turn('redo')?.notebook?.id).toBe('1');
  });

  it('offers no way back for what came to nothing', async () => {
    const restores = await made([restore('1', 10, { undone_at: 10 })]);
    expect(restores.turn('undo')).toBeNull();
    expect(restores.turn('redo')).toBeNull();
  });
});
