import * as React from 'react';

const WIDTH = 48;
const HEIGHT = 28;
const MARGIN = 2;

/** A curve as small as a word; what it says stands beside it as a number. */
export function Spark(props: {
  values: readonly number[];
}): React.ReactElement {
  return (
    <svg
      className="jp-mm-Spark"
      aria-hidden={true}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      <polyline points={pointsOf(props.values)} />
    </svg>
  );
}

/** From edge to edge, the lowest at the bottom; a flat line lies in the middle. */
function pointsOf(values: readonly number[]): string {
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  return values
    .map((value, index) => {
      const x = index / Math.max(1, values.length - 1);
      const y = range > 0 ? 1 - (value - lowest) / range : 0.5;
      return `${placed(x, WIDTH)},${placed(y, HEIGHT)}`;
    })
    .join(' ');
}

function placed(share: number, size: number): string {
  return (MARGIN + share * (size - 2 * MARGIN)).toFixed(1);
}
