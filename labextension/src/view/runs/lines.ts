import 'uplot/dist/uPlot.min.css';

import uPlot from 'uplot';

/** What is drawn: a column of x, one of y for each line, and how each looks. */
export interface IDrawing {
  table: [number[], ...(number | null)[][]];
  styles: readonly { variable: string; dash: readonly number[] }[];
  xLabel: string;
  yLabel: string;
}

const AXIS_PX = 44;

/** Lines on a canvas, in the colours of JupyterLab's theme; as large as their place. */
export class Lines {
  constructor(
    private readonly host: HTMLElement,
    private readonly onPoint: (at: number | null) => void
  ) {
    this.sized = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.sized.observe(host);
    // A canvas knows no variables of style: another theme is drawn anew.
    this.themed = new MutationObserver(() => this.make());
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
  }

  private make(): void {
    const { drawing } = this;
    this.plot?.destroy();
    this.plot = drawing
      ? new uPlot(this.optionsOf(drawing), drawing.table, this.host)
      : null;
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
      ...this.size(),
      scales: { x: { time: false } },
      axes: [axis(xLabel), { ...axis(yLabel), size: AXIS_PX + 8 }],
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

  private size(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.host;
    return {
      width: Math.max(120, clientWidth),
      height: Math.max(120, clientHeight)
    };
  }

  private readonly sized: ResizeObserver;
  private readonly themed: MutationObserver;
  private drawing: IDrawing | null = null;
  private plot: uPlot | null = null;
}

function hasSameLook(one: IDrawing, other: IDrawing): boolean {
  const lookOf = ({ styles, xLabel, yLabel }: IDrawing): string =>
    JSON.stringify([styles, xLabel, yLabel]);
  return lookOf(one) === lookOf(other);
}
