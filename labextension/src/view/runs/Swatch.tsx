import * as React from 'react';

const WIDTH = 24;
/** Colours, and beside them dashes, so that colour is not the only difference. */
const COLORS = 6;
const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3]
];

export interface ILook {
  /** Variable of style that is the colour. */
  variable: string;
  dash: readonly number[];
}

/** How the line of a place among the drawn ones looks. */
export function lookOf(slot: number): ILook {
  return {
    variable: `--jp-mm-line${1 + (slot % COLORS)}`,
    dash: DASHES[slot % DASHES.length] ?? []
  };
}

/** A piece of the line of a run; an empty place where it has none. */
export function Swatch(props: { slot: number | null }): React.ReactElement {
  const look = props.slot === null ? null : lookOf(props.slot);
  return (
    <svg
      className="jp-mm-Runs-swatch"
      width={WIDTH}
      height={10}
      aria-hidden={true}
    >
      {look && (
        <line
          {...{ x1: 0, x2: WIDTH, y1: 5, y2: 5, strokeWidth: 2 }}
          stroke={`var(${look.variable})`}
          strokeDasharray={look.dash.join(' ')}
        />
      )}
    </svg>
  );
}
