import type { IHistoryRow } from '../../api/client';
import type { Rows } from './rows';

/** Lanes that are drawn; what does not fit is counted. */
export const LANES = 4;

/** How lines pass a line of the list; bit n of a mask is lane n. */
export interface ILanes {
  /** Where the row's mark stands; LANES where it is not among the drawn. */
  lane: number;
  /** Lanes with a line at the upper edge. */
  above: number;
  /** Those of them that end here: branches that began at this row. */
  joining: number;
  /** Lanes with a line at the lower edge. */
  below: number;
  /** Lines that are not drawn for want of room. */
  more: number;
  /** At the newest row of a side branch its name, empty when it has none. */
  branch: string | null;
}

/** Lines for a list that leaves rows out, where no line would be true. */
export const UNLINKED: ILanes = {
  lane: 0,
  above: 0,
  joining: 0,
  below: 0,
  more: 0,
  branch: null
};

const NONE = -1;
/** Older than all rows that are loaded: its line goes on below the list. */
const BELOW = Infinity;

/** The branches of a history, newest row first, in the time of one walk. */
export function lanesOf(rows: Rows, isComplete: boolean): ILanes[] {
  const walk = new Walk();
  const parents = parentsOf(rows, isComplete);
  return rows.map((row, index) =>
    row.checkpoint === null
      ? walk.pass(row)
      : walk.step(row, index, parents[index] ?? NONE)
  );
}

/**
 * For each row the index of the one that it went on from.
 *
 * Where that one is not in the list, as when a kernel serves two notebooks, the
 * next older of the same kernel stands for it.
 */
function parentsOf(rows: Rows, isComplete: boolean): number[] {
  const places = new Map(rows.map((row, index) => [row.checkpoint, index]));
  const older = new Map<string, number>();
  const parents = new Array<number>(rows.length).fill(NONE);
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (!row || row.checkpoint === null) {
      continue;
    }
    if (row.parent !== null) {
      const known = places.get(row.parent) ?? NONE;
      parents[index] =
        known > index
          ? known
          : (older.get(row.session) ?? (isComplete ? NONE : BELOW));
    }
    older.set(row.session, index);
  }
  return parents;
}

/** Lanes from the newest row down: each waits for the row it leads to. */
class Walk {
  /** Draw a row that no line leads to, beside those of its kernel. */
  pass(row: IHistoryRow): ILanes {
    const known = this.sessions.get(row.session);
    return this.lanes(known ?? Math.max(0, lowest(this.mask)), this.mask, 0);
  }

  step(row: IHistoryRow, index: number, parent: number): ILanes {
    const above = this.mask;
    let lane = NONE;
    let joining = 0;
    for (let other = 0; other < LANES; other++) {
      if (this.waiting[other] === index) {
        this.waiting[other] = NONE;
        this.mask &= ~(1 << other);
        if (lane === NONE) {
          lane = other;
        } else {
          joining |= 1 << other;
          this.leave(other);
        }
      }
    }
    this.hidden -= this.unseen.get(index) ?? 0;
    const isTip = lane === NONE;
    lane = isTip ? this.free() : lane;
    this.await(lane, parent);
    this.sessions.set(row.session, lane);
    const lanes = this.lanes(lane, above, joining);
    if (isTip) {
      this.tips[lane] = lanes;
      this.names[lane] = null;
    }
    this.names[lane] = row.message ?? this.names[lane] ?? null;
    return lanes;
  }

  /** A side branch began here: its newest row gets its name. */
  private leave(lane: number): void {
    const tip = this.tips[lane];
    if (tip) {
      tip.branch = this.names[lane] ?? '';
    }
  }

  private await(lane: number, parent: number): void {
    if (parent === NONE) {
      return;
    }
    if (lane < LANES) {
      this.waiting[lane] = parent;
      this.mask |= 1 << lane;
    } else {
      this.unseen.set(parent, (this.unseen.get(parent) ?? 0) + 1);
      this.hidden += 1;
    }
  }

  private free(): number {
    const lane = this.waiting.indexOf(NONE);
    return lane < 0 ? LANES : lane;
  }

  private lanes(lane: number, above: number, joining: number): ILanes {
    const { mask, hidden } = this;
    return { lane, above, joining, below: mask, more: hidden, branch: null };
  }

  /** Lanes that wait for a row. */
  private mask = 0;
  private readonly waiting = new Array<number>(LANES).fill(NONE);
  private readonly unseen = new Map<number, number>();
  private hidden = 0;
  private readonly sessions = new Map<string, number>();
  private readonly tips: ILanes[] = [];
  /** Name of the oldest named row of each lane, so far. */
  private readonly names: (string | null)[] = [];
}

function lowest(mask: number): number {
  return mask === 0 ? NONE : Math.log2(mask & -mask);
}

/** Columns of 16 pixels that the lines of a row need. */
export function columnsOf({ lane, above, below, more }: ILanes): number {
  const drawn = above | below | (lane < LANES ? 1 << lane : 0);
  const widest = drawn === 0 ? 0 : Math.floor(Math.log2(drawn)) + 1;
  return lane === LANES || more > 0 ? LANES + 1 : Math.max(1, widest);
}
