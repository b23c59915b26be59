import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IVariable } from '../../api/client';
import type { IKernel } from '../kernel/kernel';
import { VariableLives } from './lives';

interface ISource {
  readonly changed: ISignal<unknown, void>;
  readonly kernel: IKernel | null;
  readonly path: string | null;
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The variables of the checkpoint that the kernel stands on; loaded while shown. */
export class Variables {
  constructor(
    private readonly client: Pick<IClient, 'checkpoint' | 'variableLife'>,
    private readonly source: ISource
  ) {
    this.lives = new VariableLives(client, () => source.path);
    source.changed.connect(() => void this.look());
  }

  /** Emitted when `items` are others. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** How the variables that are opened changed. */
  readonly lives: VariableLives;

  /** The checkpoint that they are of. */
  get ref(): string | null {
    return this.source.kernel?.state?.head?.id ?? null;
  }

  /** By name; null while they are not known. */
  get items(): readonly IVariable[] | null {
    return this._items;
  }

  /** Names that are left out one by one; patterns are not among them. */
  get leftOut(): readonly string[] {
    const excluded = this.source.kernel?.state?.excluded ?? [];
    return excluded.filter(name => IDENTIFIER.test(name));
  }

  /** Tell whether anybody can see them. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    void this.look();
  }

  private async look(): Promise<void> {
    if (this.source.path !== this.path) {
      this.path = this.source.path;
      this.lives.clear();
    }
    const head = this.ref;
    if (!this.isShown || head === this.head) {
      return;
    }
    this.head = head;
    try {
      const items =
        head === null ? null : (await this.client.checkpoint(head)).variables;
      if (this.head === head) {
        this._items = items;
        this._changed.emit();
        this.lives.refresh();
      }
    } catch {
      this.head = null; // asked again with the next state
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _items: readonly IVariable[] | null = null;
  private path: string | null = null;
  private head: string | null = null;
  private isShown = false;
}
