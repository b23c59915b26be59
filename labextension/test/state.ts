// What a kernel with jupyter_mm says of itself, for the tests of this folder.
import type { IKernelState } from '../src/model/kernel/kernel';

export const STATE: IKernelState = {
  session: 's',
  head: null,
  can_undo: true,
  can_redo: false,
  errors: { count: 0, last: null },
  pending: 0,
  version: '0.1.0'
};
