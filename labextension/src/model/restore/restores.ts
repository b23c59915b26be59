import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';
import type { INotebookRestore } from '../../api/comparisons';
import type { IKernelState, IStep } from '../kernel/kernel';

export type Direction = 'undo' | 'redo';

/** What the next undo or redo is about; both at once when they were one restore. */
export interface ITurn {
  notebook: INotebookRestore | null;
  isKernel: boolean;
}

/** A notebook and its kernel. */
interface IPlace {
  readonly path: string | null;
  readonly kernel: { readonly state: IKernelState | null } | null;
}

interface IFollowedState extends IPlace {
  readonly changed: ISignal<unknown, void>;
}

type Asked = Pick<IClient, 'notebookRestores'>;

/** Where it is told that the server answers again. */
interface ILine {
  readonly restored: ISignal<unknown, void>;
}

/**
 * What was put back into notebooks, and can be taken back.
 *
 * The server keeps the list, so that a page that was reloaded knows it too; the
 * kernel keeps the steps of its variables.
 */
export class Restores {
  constructor(
    private readonly client: Asked,
    private readonly followed: IFollowedState,
    line: ILine
  ) {
    line.restored.connect(() => void this.load());
    followed.changed.connect(() => {
      if (followed.path !== this.path) {
        this.path = followed.path;
        void this.load();
      }
    });
  }

  /** Emitted when something else can be undone or redone. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether something is put back into a notebook at this moment. */
  isBusy(path: string | null): boolean {
    return this.busy.has(path);
  }

  /** Do it unless something else is under way there; then it is not done at all. */
  async alone(path: string | null, act: () => Promise<void>): Promise<void> {
    if (this.isBusy(path)) {
      return;
    }
    this.busy.add(path);
    this._changed.emit();
    try {
      await act();
    } finally {
      this.busy.delete(path);
      this._changed.emit();
    }
  }

  /** Ask the server; a page that cannot ask knows what it did itself. */
  async load(path = this.followed.path): Promise<void> {
    if (path !== null) {
      const asked = this.ask(path);
      const items = await this.client.notebookRestores(path).catch(() => null);
      if (items && this.asked.get(path) === asked) {
        this.known.set(path, items);
        this._changed.emit();
      }
    }
  }

  /** Remember what was just done, or undone. */
  took(restore: INotebookRestore): void {
    const { notebook } = restore;
    this.ask(notebook); // an answer that is under way does not know of it
    const others = this.of(notebook).filter(({ id }) => id !== restore.id);
    const items = [{ ...restore, before: null }, ...others].sort(
      (one, other) => other.restored_at - one.restored_at
    );
    this.known.set(notebook, items);
    this._changed.emit();
  }

  /** A time that is later than all that is listed, whatever clocks say. */
  now(path = this.followed.path): number {
    const times = this.of(path).flatMap(one => [
      one.restored_at,
      one.undone_at ?? 0
    ]);
    return Math.max(Date.now() / 1000, ...times.map(time => time + 0.001));
  }

  /** What an undo or redo would do now; null when there is nothing to do. */
  turn(direction: Direction, place: IPlace = this.followed): ITurn | null {
    const step = stepOf(place.kernel?.state ?? null, direction);
    const items = this.of(place.path);
    const notebook =
      direction === 'undo'
        ? (items.find(one => one.undone_at === null) ?? null)
        : latestUndone(items);
    if (!notebook || !step) {
      return notebook || step ? { notebook, isKernel: step !== null } : null;
    }
    if (notebook.kernel_restore === step.id) {
      return { notebook, isKernel: true };
    }
    const at = notebook.undone_at ?? notebook.restored_at;
    return step.at > at
      ? { notebook: null, isKernel: true }
      : { notebook, isKernel: false };
  }

  /** Whether an undo or redo may do something: of other notebooks that is known when it is tried. */
  mayTurn(direction: Direction, place: IPlace): boolean {
    const { path } = place;
    const isAsked =
      path === null || path === this.followed.path || this.known.has(path);
    return !isAsked || this.turn(direction, place) !== null;
  }

  private of(path: string | null): readonly INotebookRestore[] {
    return (path === null ? undefined : this.known.get(path)) ?? [];
  }

  private ask(path: string): number {
    const number = (this.asked.get(path) ?? 0) + 1;
    this.asked.set(path, number);
    return number;
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly busy = new Set<string | null>();
  private readonly asked = new Map<string, number>();
  private readonly known = new Map<string, readonly INotebookRestore[]>();
  private path: string | null = null;
}

/** A restore after an undo ends what could be done again; one that came to nothing does not. */
function latestUndone(
  items: readonly INotebookRestore[]
): INotebookRestore | null {
  const done = items.filter(one => one.undone_at !== one.restored_at);
  const newest = done[0]?.restored_at ?? 0;
  let found: INotebookRestore | null = null;
  for (const one of done) {
    const at = one.undone_at ?? 0;
    if (at > newest && at > (found?.undone_at ?? 0)) {
      found = one;
    }
  }
  return found;
}

/** A kernel with an older jupyter_mm only says that there is one. */
function stepOf(
  state: IKernelState | null,
  direction: Direction
): IStep | null {
  const can = direction === 'undo' ? state?.can_undo : state?.can_redo;
  return can ? (state?.[direction] ?? { id: '', at: 0 }) : null;
}
