import * as React from 'react';

import type { IRun } from '../../api/client';
import { formatMetric, shorten, visible } from '../../model/format';
import {
  curvesOf,
  tableOf,
  type ICurve,
  type ICurves
} from '../../model/runs/curves';
import type { IRunsContext } from './context';
import { Lines } from './lines';
import { lookOf, Swatch } from './Swatch';

/** What is drawn, and as which table. */
interface IDrawn {
  name: string;
  found: ICurves;
  table: ReturnType<typeof tableOf>;
  /** Which look each line has. */
  slots: readonly number[];
}

type Props = IRunsContext & { items: readonly IRun[] };

/** One metric of the chosen runs as lines, with a legend that tells their values. */
export function Chart(props: Props): React.ReactElement | null {
  const { items, choices, trans } = props;
  const name = choices.metric(items);
  const slots = choices.slots(items);
  const asked = JSON.stringify([...slots]);
  // The same lines are not drawn again: whoever looks closer keeps what is on screen.
  const drawn = React.useMemo(
    () => (name === null ? null : drawnOf(items, slots, name)),
    [items, asked, name]
  );
  if (drawn === null) {
    return null; // single values make no line
  }
  return (
    <figure className="jp-mm-Runs-chart">
      {drawn.found.curves.length === 0 ? (
        <p className="jp-mm-Hint">
          {trans.__('Choose runs in the table to draw them.')}
        </p>
      ) : (
        <Plot {...props} drawn={drawn} />
      )}
    </figure>
  );
}

function drawnOf(
  items: readonly IRun[],
  slots: ReadonlyMap<string, number>,
  name: string
): IDrawn {
  const found = curvesOf(
    items.filter(({ id }) => slots.has(id)),
    name
  );
  return {
    ...{ name, found, table: tableOf(found.curves) },
    slots: found.curves.map(({ id }) => slots.get(id) ?? 0)
  };
}

function Plot(props: Props & { drawn: IDrawn }): React.ReactElement {
  const [at, setAt] = React.useState<number | null>(null);
  return (
    <>
      <Canvas {...props} onPoint={setAt} />
      <Legend {...props} at={at} />
    </>
  );
}

/** The place where lines are drawn; what they say is told in words as well. */
function Canvas(
  props: Props & { drawn: IDrawn; onPoint: (at: number | null) => void }
): React.ReactElement {
  const { drawn, onPoint, trans } = props;
  const { found, name, table, slots } = drawn;
  const host = React.useRef<HTMLDivElement>(null);
  const lines = React.useRef<Lines | null>(null);
  const over = found.isOverSteps ? trans.__('step') : trans.__('value');
  React.useEffect(() => {
    if (!host.current) {
      return;
    }
    const made = new Lines(host.current, onPoint);
    lines.current = made;
    return () => made.dispose();
  }, [onPoint]);
  React.useEffect(() => {
    lines.current?.draw({
      table,
      styles: slots.map(lookOf),
      xLabel: over,
      yLabel: shorten(visible(name), 40)
    });
  }, [name, over, slots, table]);
  const words = found.curves.map(curve =>
    trans.__('%1: last %2', visible(curve.name), lastText(curve, props))
  );
  return (
    <div
      ref={host}
      className="jp-mm-Runs-canvas"
      role="img"
      aria-label={trans.__(
        '%1 over %2. %3',
        visible(name),
        over,
        words.join('; ')
      )}
    />
  );
}

/** Which line is whose, and its value under the pointer, else its last one. */
function Legend(
  props: Props & { drawn: IDrawn; at: number | null }
): React.ReactElement {
  const { drawn, at, history, trans } = props;
  const [xs, ...columns] = drawn.table;
  const isPointed = at !== null && at < xs.length;
  const precision = history.preferences.metricPrecision;
  return (
    <figcaption className="jp-mm-Runs-legend" tabIndex={0}>
      <ul aria-label={trans.__('Legend')}>
        {drawn.found.curves.map((curve, index) => (
          <li key={curve.id}>
            <Swatch slot={drawn.slots[index] ?? null} />
            <span
              className="jp-mm-Runs-legendName"
              title={visible(curve.name)}
              dir="auto"
            >
              {visible(curve.name)}
            </span>
            <span className="jp-mm-Runs-legendValue">
              {isPointed
                ? formatMetric(columns[index]?.[at] ?? null, precision)
                : lastText(curve, props)}
            </span>
          </li>
        ))}
      </ul>
    </figcaption>
  );
}

function lastText({ last }: ICurve, { history }: Props): string {
  return formatMetric(last, history.preferences.metricPrecision);
}
