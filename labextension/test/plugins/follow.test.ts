import { describe, expect, it, vi } from 'vitest';

import { DEFAULTS } from '../../src/model/preferences';
import { Follower } from '../../src/plugins/follow';
import { wishesOf } from '../../src/plugins/leftOut';
import { FakePanel, FakeTracker } from '../notebooks';
import { trans } from '../translation';

const OFF = { jupyter_mm: { capture: 'off' } };

function open(...panels: FakePanel[]) {
  const tracker = new FakeTracker(panels);
  let preferences = DEFAULTS;
  const follower = new Follower(
    tracker.asTracker,
    panel => wishesOf(panel, preferences),
    trans
  );
  const set = (excludeNames: string[]): void => {
    preferences = { ...DEFAULTS, excludeNames };
    follower.wish();
  };
  return { tracker, follower, set };
}

describe('Follower', () => {
  it('tells the kernel of every open notebook what is left out, locked or not', () => {
    const a = new FakePanel('a.ipynb');
    const { tracker, follower } = open(a);
    tracker.show(a);
    follower.isLocked = true;
    const b = new FakePanel('b.ipynb', OFF);
    tracker.add(b);
    tracker.show(b);
    expect(follower.path).toBe('a.ipynb');
    expect(a.opened).toEqual([{ notebook: 'a.ipynb' }]);
    expect(b.opened).toEqual([{ notebook: 'b.ipynb', paused: true }]);
  });

  it('tells all of them when a setting changes', () => {
    const panels = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
    const { set } = open(...panels);
    panels.forEach(({ hear }) => hear({ event: 'state', session: 's' }));
    set(['password*']);
    set(['token']);
    for (const { sent } of panels) {
      expect(sent.slice(1).map(one => [one.verb, one.arguments])).toEqual([
        ['exclude', { names: ['password*'], on: true }],
        ['exclude', { names: ['token'], on: true }],
        ['exclude', { names: ['password*'], on: false }]
      ]);
    }
  });

  it('knows which notebook is worked in while it stays on another', () => {
    const [a, b] = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
    const { tracker, follower } = open(a, b);
    tracker.show(a);
    follower.isLocked = true;
    let told = 0;
    follower.changed.connect(() => (told += 1));
    tracker.show(b);
    expect([follower.panel, follower.active]).toEqual([a, b]);
    expect(told).toBe(1);
    expect(follower.find('b.ipynb')).toBe(b);
  });

  it('tells what the kernel of the notebook that is worked in says', () => {
    const [a, b] = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
    const { tracker, follower } = open(a, b);
    tracker.show(a);
    follower.isLocked = true;
    tracker.show(b);
    let told = 0;
    follower.changed.connect(() => (told += 1));
    b.hear({ event: 'state', session: 's' });
    expect(told).toBe(1);
  });

  it('has one listener on a notebook, however often it comes to the front', () => {
    const [a, b] = [new FakePanel('a.ipynb'), new FakePanel('b.ipynb')];
    const { tracker } = open(a, b);
    const connect = vi.spyOn(a.disposed, 'connect');
    for (let times = 0; times < 10; times++) {
      tracker.show(a);
      tracker.show(b);
    }
    const added = connect.mock.results.filter(({ value }) => value === true);
    expect(added).toHaveLength(1);
  });
});
