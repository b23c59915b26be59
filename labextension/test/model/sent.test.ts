import { KernelMessage } from '@jupyterlab/services';
import { describe, expect, it } from 'vitest';

import { executionOf } from '../../src/model/notebook/snapshot';

const request = (content: object, cellId?: string): KernelMessage.IMessage =>
  KernelMessage.createMessage({
    msgType: 'execute_request',
    channel: 'shell',
    session: 's',
    username: 'u',
    msgId: 'm1',
    content: { code: 'x = 1', ...content },
    ...(cellId === undefined ? {} : { metadata: { cellId } })
  });

describe('executionOf', () => {
  it('is the request of a cell', () => {
    expect(executionOf(request({}, 'a'), 'k')).toEqual({
      id: 'm1',
      kernel: 'k',
      code: 'x = 1',
      cell: 'a'
    });
  });

  it('is nothing for requests that leave no history', () => {
    expect(executionOf(request({ silent: true }), 'k')).toBeNull();
    expect(executionOf(request({ store_history: false }), 'k')).toBeNull();
  });

  it('is nothing for other messages', () => {
    const info = KernelMessage.createMessage({
      msgType: 'kernel_info_request',
      channel: 'shell',
      session: 's',
      content: {}
    });
    expect(executionOf(info, 'k')).toBeNull();
  });
});
