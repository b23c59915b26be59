import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type {
  ICellChange,
  ICellPair,
  IComparisonRequest
} from '../../api/comparisons';
import { asProblem, type ProblemError } from '../../api/problem';
import { onlyCell, placeKey } from './cells';

const AT_ONCE = 3;

/** Cells of one comparison at both sides, loaded when they come into view. */
export class CellPairs {
  constructor(
    private readonly client: Pick<IClient, 'compareCell'>,
    private readonly request: IComparisonRequest
  ) {}

  /** Emitted when a cell is there, or cannot be had. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A cell; undefined while it is not there. */
  of(cell: ICellChange): ICellPair | ProblemError | undefined {
    return this.known.get(placeKey(cell));
  }

  /** Ask for a cell: the one that came into view last is loaded first. */
  want(cell: ICellChange): void {
    const key = placeKey(cell);
    if (!this.known.has(key) && !this.running.has(key)) {
      this.waiting.delete(key);
      this.waiting.set(key, cell);
      this.next();
    }
  }

  /** The cell left the view before it was loaded. */
  unwant(cell: ICellChange): void {
    this.waiting.delete(placeKey(cell));
  }

  /** Ask again for a cell that could not be had. */
  retry(cell: ICellChange): void {
    this.known.delete(placeKey(cell));
    this.want(cell);
    this._changed.emit();
  }

  private next(): void {
    const entry = [...this.waiting].pop();
    if (entry === undefined || this.running.size >= AT_ONCE) {
      return;
    }
    const [key, cell] = entry;
    this.waiting.delete(key);
    this.running.add(key);
    void this.fetch(cell).then(found => {
      this.running.delete(key);
      this.known.set(key, found);
      this._changed.emit();
      this.next();
    });
    this.next();
  }

  private async fetch(cell: ICellChange): Promise<ICellPair | ProblemError> {
    const { before, after } = cell;
    try {
      return await this.client.compareCell(this.requestFor(cell), {
        before,
        after
      });
    } catch (reason) {
      return asProblem(reason);
    }
  }

  private requestFor({ before, after }: ICellChange): IComparisonRequest {
    const { document } = this.request;
    if (!document) {
      return this.request;
    }
    const index = this.request.after === 'now' ? after : before;
    return { ...this.request, document: onlyCell(document, index) };
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly known = new Map<string, ICellPair | ProblemError>();
  private readonly waiting = new Map<string, ICellChange>();
  private readonly running = new Set<string>();
}
