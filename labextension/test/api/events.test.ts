import type { Event } from '@jupyterlab/services';
import { Stream } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import {
  HISTORY_CHANGED,
  HistoryEvents,
  NOT_KEPT,
  VALUES_LOGGED
} from '../../src/api/events';
import { makeRow } from '../rows';

describe('HistoryEvents', () => {
  it('passes on our events and nothing else', () => {
    const stream = new Stream<unknown, Event.Emission>({});
    const events = new HistoryEvents({ stream } as unknown as Event.IManager);
    const slot = vi.fn<(what: string) => void>();
    events.changed.connect((_, change) => slot(change.what));
    const emit = (event: object): void => stream.emit(event as Event.Emission);
    emit({ schema_id: 'other', what: 'recorded', row: makeRow(1) });
    emit({ schema_id: HISTORY_CHANGED, what: 'surprise', row: makeRow(1) });
    emit({ schema_id: HISTORY_CHANGED, what: 'recorded' });
    expect(slot).not.toHaveBeenCalled();
    emit({ schema_id: HISTORY_CHANGED, what: 'recorded', row: makeRow(1) });
    expect(slot).toHaveBeenCalledExactlyOnceWith('recorded');
  });

  it('passes on whose values arrived, where that is known', () => {
    const stream = new Stream<unknown, Event.Emission>({});
    const events = new HistoryEvents({ stream } as unknown as Event.IManager);
    const slot = vi.fn<(logged: unknown) => void>();
    events.valuesLogged.connect((_, logged) => slot(logged));
    const schema_id = VALUES_LOGGED;
    const session = 's';
    stream.emit({ schema_id, notebook: null, session, execution: 'e1' });
    stream.emit({ schema_id, notebook: 'a.ipynb', session, execution: 'e1' });
    expect(slot).toHaveBeenCalledExactlyOnceWith({
      ...{ notebook: 'a.ipynb', execution: 'e1' }
    });
  });

  it('passes on that something was not kept', () => {
    const stream = new Stream<unknown, Event.Emission>({});
    const events = new HistoryEvents({ stream } as unknown as Event.IManager);
    const slot = vi.fn<() => void>();
    events.notKept.connect(() => slot());
    stream.emit({
      schema_id: NOT_KEPT,
      reason: ''
    });
    expect(slot).toHaveBeenCalledOnce();
  });
});
