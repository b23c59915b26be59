import 'uplot/dist/uPlot.min.css';

import uPlot from 'uplot';

import type { ILook } from './Swatch';

/** What is drawn: a column of x, one of y for each line, and how each looks. */
export interface IDrawing {
  table: [number[], ...(number | null)[][]];
  styles: readonly ILook[];
  xLabel: string;
  yLabel: string;
}

const X_AXIS_PX = 28;
const Y_AXIS_PX = 52;
const SELECTED = 'color-mix(in srgb, var(--jp-brand-color1) 20%, transparent)';
/** There is no step between two steps. */
const WHOLE = Array.from({ length: 12 }, (_, power) => 10 ** power).flatMap(
  ten => [ten, 2 * ten, 5 * ten]
);

/** Lines on a canvas, in the colours of JupyterLab's theme; as large as their place. */
export class Lines {
  constructor(
    private readonly host: HTMLElement,
    private readonly onPoint: (at: number | null) => void
  ) {
    this.sized = new ResizeObserver(([entry]) => this.fit(entry?.contentRect));
    this.sized.observe(host);
    // A canvas knows no variables of style: in another theme it is drawn anew, once that is there.
    this.themed = new MutationObserver(() => {
      requestAnimationFrame(() => this.make());
    });
    this.themed.observe(document.body, {
      attributeFilter: ['data-jp-theme-name']
    });
  }

  draw(drawing: IDrawing): void {
    const before = this.drawing;
    this.drawing = drawing;
    if (this.plot && before && hasSameLook(before, drawing)) {
      this.plot.setData(drawing.table);
    } else {
      this.make();
    }
  }

  dispose(): void {
    this.sized.disconnect();
    this.themed.disconnect();
    this.plot?.destroy();
    this.plot = null;
    this.drawing = null;
  }

  private make(): void {
    const { drawing } = this;
    this.plot?.destroy();
    this.plot = drawing
      ? new uPlot(this.optionsOf(drawing), drawing.table, this.host)
      : null;
    const dragged = this.host.querySelector<HTMLElement>('.u-select');
    if (dragged) {
      dragged.style.background = SELECTED; // its own is a shade that dark themes swallow
    }
  }

  private optionsOf({ styles, xLabel, yLabel }: IDrawing): uPlot.Options {
    const ink = this.color('--jp-ui-font-color1');
    const grid = this.color('--jp-border-color2');
    const font = getComputedStyle(this.host).font;
    const axis = (label: string): uPlot.Axis => ({
      ...{ label, labelSize: 18, labelFont: font, font, stroke: ink },
      grid: { stroke: grid, width: 1 },
      ticks: { stroke: grid, width: 1 }
    });
    return {
      ...this.size,
      scales: { x: { time: false } },
      axes: [
        { ...axis(xLabel), size: X_AXIS_PX, incrs: WHOLE },
        { ...axis(yLabel), size: Y_AXIS_PX }
      ],
      legend: { show: false },
      cursor: { drag: { x: true, y: false } },
      series: [
        {},
        ...styles.map(({ variable, dash }) => ({
          stroke: this.color(variable),
          width: 2,
          dash: [...dash],
          spanGaps: true,
          points: { show: false }
        }))
      ],
      hooks: { setCursor: [({ cursor }) => this.onPoint(cursor.idx ?? null)] }
    };
  }

  /** A variable of style as a colour that a canvas takes. */
  private color(variable: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${variable})`;
    this.host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  /** Behind another tab there is no size, and nothing to fit into. */
  private fit(place: { width: number; height: number } | undefined): void {
    if (place && place.width > 0 && place.height > 0) {
      this.size = { width: place.width, height: place.height };
      this.plot?.setSize(this.size);
    }
  }

  private readonly sized: ResizeObserver;
  private readonly themed: MutationObserver;
  private size = { width: 480, height: 240 };
  private drawing: IDrawing | null = null;
  private plot: uPlot | null = null;
}

function hasSameLook(one: IDrawing, other: IDrawing): boolean {
  const lookOf = ({ styles, xLabel, yLabel }: IDrawing): string =>
    JSON.stringify([styles, xLabel, yLabel]);
  return lookOf(one) === lookOf(other);
}
