import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Lines, type IDrawing } from '../../../src/view/runs/lines';

const plots = vi.hoisted(() => {
  interface IMade {
    options: { width: number; series: { dash?: number[] }[] };
    setData: ReturnType<typeof vi.fn>;
    setSize: ReturnType<typeof vi.fn>;
    destroy: ReturnType<typeof vi.fn>;
  }
  const made: IMade[] = [];
  return { made };
});
vi.mock('uplot', () => ({
  default: class {
    constructor(readonly options: (typeof plots.made)[0]['options']) {
      plots.made.push(this);
    }
    setData = vi.fn();
    setSize = vi.fn();
    destroy = vi.fn();
  }
}));

const DRAWING: IDrawing = {
  table: [
    [1, 2],
    [0.5, 0.9]
  ],
  styles: [{ variable: '--jp-mm-line1', dash: [8, 4] }],
  ...{ xLabel: 'step', yLabel: 'acc' }
};

/** Told of another size by the test. */
let resize = (_: { width: number; height: number }): void => undefined;

describe('Lines', () => {
  beforeEach(() => {
    plots.made.length = 0;
    vi.stubGlobal(
      'ResizeObserver',
      class {
        constructor(told: (entries: { contentRect: unknown }[]) => void) {
          resize = contentRect => told([{ contentRect }]);
        }
        observe(): void {
          return;
        }
        disconnect(): void {
          return;
        }
      }
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('take new values in, and are made anew when they look different', () => {
    const lines = new Lines(document.createElement('div'), vi.fn());
    lines.draw(DRAWING);
    lines.draw({ ...DRAWING, table: [[1], [0.7]] });
    const [first] = plots.made;
    expect(plots.made).toHaveLength(1);
    expect(first?.setData).toHaveBeenCalledExactlyOnceWith([[1], [0.7]]);
    expect(first?.options.series[1]?.dash).toEqual([8, 4]);
    lines.draw({ ...DRAWING, yLabel: 'loss' });
    expect(first?.destroy).toHaveBeenCalledTimes(1);
    expect(plots.made).toHaveLength(2);
    lines.dispose();
    expect(plots.made[1]?.destroy).toHaveBeenCalledTimes(1);
  });

  it('are as large as their place, which has no size behind another tab', () => {
    const lines = new Lines(document.createElement('div'), vi.fn());
    lines.draw(DRAWING);
    resize({ width: 700, height: 300 });
    resize({ width: 0, height: 0 });
    expect(plots.made[0]?.setSize.mock.calls).toEqual([
      [{ width: 700, height: 300 }]
    ]);
    lines.draw({ ...DRAWING, yLabel: 'loss' });
    expect(plots.made[1]?.options.width).toBe(700);
    lines.dispose();
  });

  it('are drawn anew in another theme', async () => {
    const lines = new Lines(document.createElement('div'), vi.fn());
    lines.draw(DRAWING);
    document.body.dataset['jpThemeName'] = 'Dark';
    await vi.waitFor(() => expect(plots.made).toHaveLength(2));
    lines.dispose();
  });
});
