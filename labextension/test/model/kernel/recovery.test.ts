import { Signal } from '@lumino/signaling';
import { describe, expect, it } from 'vitest';

import { Recovery } from '../../../src/model/kernel/recovery';
import type {
  IKernel,
  IKernelState,
  IRecoverable
} from '../../../src/model/kernel/kernel';
import { STATE } from '../../state';

const OFFER: IRecoverable = {
  ref: 'ab12',
  variables: 23,
  lost: 1,
  bytes: 214e6,
  at: 1000,
  title: null
};

function makeSource() {
  const source = {
    changed: new Signal<unknown, void>({}),
    kernel: null as IKernel | null,
    become(state: Partial<IKernelState> | null): void {
      source.kernel = {
        state: state && { ...STATE, ...state }
      } as unknown as IKernel;
      source.changed.emit();
    }
  };
  const recovery = new Recovery(source);
  const told: (string | null)[] = [];
  recovery.changed.connect(() => told.push(recovery.offer?.ref ?? null));
  return { source, recovery, told };
}

describe('Recovery', () => {
  it('offers what an empty kernel could have back, once', () => {
    const { source, recovery, told } = makeSource();
    source.become(null);
    source.become({ recoverable: OFFER });
    source.become({ recoverable: { ...OFFER }, pending: 1 });
    expect(recovery.offer).toMatchObject({ variables: 23, lost: 1 });
    expect(told).toEqual(['ab12']);
  });

  it('ends when the kernel has its variables, or others', () => {
    const { source, told } = makeSource();
    source.become({ recoverable: OFFER });
    source.become({ recoverable: null });
    expect(told).toEqual(['ab12', null]);
  });

  it('is not repeated to a kernel that was refused, but to the next one', () => {
    const { source, recovery, told } = makeSource();
    source.become({ recoverable: OFFER });
    recovery.dismiss();
    source.become({ recoverable: OFFER, pending: 1 });
    source.become({ recoverable: OFFER, session: 'next' });
    expect(told).toEqual(['ab12', null, 'ab12']);
  });

  it('is nothing for a kernel with an older jupyter_mm', () => {
    const { source, recovery } = makeSource();
    source.become({});
    expect(recovery.offer).toBeNull();
  });
});
