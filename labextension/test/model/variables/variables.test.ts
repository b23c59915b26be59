import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { ICheckpointDetail, IVariable } from '../../../src/api/client';
import type { IKernel } from '../../../src/model/kernel/kernel';
import { Variables } from '../../../src/model/variables/variables';
import { STATE } from '../../state';

const df = { name: 'df', type: 'DataFrame', reason: null } as IVariable;

function makeVariables(
  answer = (): Promise<ICheckpointDetail> =>
    Promise.resolve({ variables: [df] } as unknown as ICheckpointDetail)
) {
  const checkpoint = vi.fn(answer);
  const source = {
    changed: new Signal<unknown, void>({}),
    kernel: null as IKernel | null,
    path: 'a.ipynb',
    become: async (head: string | null, excluded: string[] = []) => {
      const state = { ...STATE, head: head === null ? null : { id: head } };
      source.kernel = { state: { ...state, excluded } } as unknown as IKernel;
      source.changed.emit();
      await Promise.resolve();
    }
  };
  return {
    source,
    checkpoint,
    variables: new Variables({ checkpoint, variableLife: vi.fn() }, source)
  };
}

describe('Variables', () => {
  it('are loaded only while somebody can see them, once for each state', async () => {
    const { source, checkpoint, variables } = makeVariables();
    await source.become('c1');
    expect(checkpoint).not.toHaveBeenCalled();
    variables.setShown(true);
    await source.become('c1');
    await vi.waitFor(() => {
      expect(variables.items).toEqual([df]);
    });
    expect(checkpoint.mock.calls).toEqual([['c1']]);
    variables.setShown(false);
    await source.become('c2');
    expect(checkpoint).toHaveBeenCalledOnce();
  });

  it('are asked for again when they could not be had', async () => {
    const { source, checkpoint, variables } = makeVariables(() =>
      Promise.reject(new Error('away'))
    );
    variables.setShown(true);
    await source.become('c1');
    await source.become('c1');
    expect(variables.items).toBeNull();
    expect(checkpoint).toHaveBeenCalledTimes(2);
  });

  it('are none without a checkpoint', async () => {
    const { source, variables } = makeVariables();
    variables.setShown(true);
    await source.become('c1');
    await vi.waitFor(() => {
      expect(variables.items).not.toBeNull();
    });
    await source.become(null);
    expect(variables.items).toBeNull();
  });

  it('know which names are left out', async () => {
    const { source, variables } = makeVariables();
    await source.become('c1', ['df', 'tmp*']);
    expect(variables.leftOut).toEqual(['df']);
  });
});
