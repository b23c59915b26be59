import * as React from 'react';

import { NOWHERE } from '../../model/history/items';
import { columnsOf, LANES, type ILanes } from '../../model/history/tree';

const COLUMN = 16;
/** Lines keep this distance from the middle of a mark. */
const GAP = 7;

/** The gutter of a line: its mark, and the branches that pass. */
export function Lanes(props: {
  lanes: ILanes;
  height: number;
  children?: React.ReactNode;
}): React.ReactElement {
  const { lanes, height, children } = props;
  const width = columnsOf(lanes) * COLUMN;
  const { lane, more } = lanes;
  const lines = pathOf(lanes, height);
  return (
    <span className="jp-mm-Lanes" style={{ width, height }}>
      {lines !== '' && (
        <svg width={width} height={height} aria-hidden={true}>
          <path d={lines} />
        </svg>
      )}
      {more > 0 && (
        <span
          className="jp-mm-Lanes-more"
          style={{ left: LANES * COLUMN }}
        >{`+${more}`}</span>
      )}
      {lane !== NOWHERE && (
        <span
          className="jp-mm-Lanes-mark"
          style={{ left: lane * COLUMN, top: height / 2 - COLUMN / 2 }}
        >
          {children}
        </span>
      )}
    </span>
  );
}

/** The lines of all lanes as one path. */
function pathOf(lanes: ILanes, height: number): string {
  const middle = height / 2;
  const parts: string[] = [];
  for (let lane = 0; lane < LANES; lane++) {
    const x = lane * COLUMN + COLUMN / 2;
    const isAbove = has(lanes.above, lane);
    const isBelow = has(lanes.below, lane);
    if (lane === lanes.lane) {
      parts.push(isAbove ? `M${x} 0V${middle - GAP}` : '');
      parts.push(isBelow ? `M${x} ${middle + GAP}V${height}` : '');
    } else if (has(lanes.joining, lane)) {
      const target = lanes.lane * COLUMN + COLUMN / 2 + GAP;
      parts.push(`M${x} 0V${middle - GAP}q0 ${GAP} -${GAP} ${GAP}H${target}`);
    } else if (isAbove && isBelow) {
      parts.push(`M${x} 0V${height}`);
    }
  }
  return parts.join('');
}

function has(mask: number, lane: number): boolean {
  return (mask & (1 << lane)) !== 0;
}
