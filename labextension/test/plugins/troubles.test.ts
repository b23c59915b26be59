import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it } from 'vitest';

import type { IKernel, IKernelState } from '../../src/model/kernel/kernel';
import { tellTroubles } from '../../src/plugins/troubles';
import type { IStoreStatus } from '../../src/api/client';
import type { IFollowed, IHistory } from '../../src/tokens';
import { STORE } from '../rows';
import { STATE } from '../state';

describe('tellTroubles', () => {
  let changed: Signal<unknown, void>;
  let asked: Signal<unknown, void>;
  let state: IKernelState;
  let store: IStoreStatus;

  const fail = (count: number, last: string): void => {
    state = { ...STATE, errors: { count, last } };
    changed.emit();
  };
  const lose = (errors: number, last_error: string): void => {
    store = { ...STORE, errors, last_error };
    asked.emit();
  };
  const told = (): string[] =>
    Notification.manager.notifications.map(({ message }) => message);

  beforeEach(() => {
    Notification.manager.dismiss();
    changed = new Signal({});
    asked = new Signal({});
    state = { ...STATE, errors: { count: 1, last: 'of before' } };
    const kernel = {
      get state() {
        return state;
      }
    } as IKernel;
    tellTroubles(
      {
        followed: { changed, kernel } as unknown as IFollowed,
        connection: {
          changed: asked,
          get store() {
            return store;
          }
        } as unknown as IHistory['connection']
      },
      nullTranslator.load('jupyter_mm')
    );
    changed.emit();
    lose(1, 'of before');
  });

  it('says each reason once, and nothing of the time before', () => {
    expect(told()).toEqual([]);
    fail(2, 'StoreFullError: No space left for the store.');
    fail(3, 'StoreFullError: No space left for the store.');
    expect(told()).toEqual([
      'The cell ran as always, but not all of it could be kept.\nNo space left for the store.'
    ]);
  });

  it('says what the server could not keep', () => {
    lose(2, 'CatalogDamagedError: A row is damaged.');
    store = { ...STORE, store: '' }; // not open for a while: that counts nothing
    asked.emit();
    lose(2, 'CatalogDamagedError: A row is damaged.');
    expect(told()).toEqual([
      'The cell ran as always, but not all of it could be kept.\nA row is damaged.'
    ]);
  });
});
