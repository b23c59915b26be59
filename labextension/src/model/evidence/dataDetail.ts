import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IDataUse, IProfile } from '../../api/client';

const USES = 50;

/** What is told of one file, set or object once it is asked for. */
export interface IDataDetail {
  /** Executions that used it, the latest first. */
  uses: readonly IDataUse[];
  totalUses: number;
  /** Variables that came of it. */
  names: readonly string[];
  /** Null where there is none. */
  profile: IProfile | null;
}

type Source = Pick<IClient, 'data' | 'profile' | 'lineageOf'>;

/** Details of the data whose lines are open. */
export class DataDetails {
  constructor(private readonly client: Source) {}

  /** Emitted when a detail arrived, or a line was opened or closed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  isOpen(key: string): boolean {
    return this.open.has(key);
  }

  /** What is known by now; null while it is being asked for. */
  of(key: string): IDataDetail | null {
    return this.open.get(key) ?? null;
  }

  toggle(key: string, use: IDataUse): void {
    if (this.open.has(key)) {
      this.open.delete(key);
    } else {
      this.open.set(key, null);
      void this.load(key, use);
    }
    this._changed.emit();
  }

  /** Each part may be missing: the others are told all the same. */
  private async load(
    key: string,
    { ref, has_profile }: IDataUse
  ): Promise<void> {
    const { client } = this;
    const [used, lineage, profile] = await Promise.allSettled([
      client.data({ path: ref.path, limit: USES }),
      client.lineageOf(ref.path),
      has_profile && ref.digest ? client.profile(ref.digest) : null
    ]);
    if (this.open.has(key)) {
      const uses = used.status === 'fulfilled' ? used.value : null;
      this.open.set(key, {
        uses: uses?.items ?? [],
        totalUses: uses?.total ?? 0,
        names:
          lineage.status === 'fulfilled'
            ? variablesOf(lineage.value.nodes)
            : [],
        profile: profile.status === 'fulfilled' ? profile.value : null
      });
      this._changed.emit();
    }
  }

  private readonly open = new Map<string, IDataDetail | null>();
  private readonly _changed = new Signal<this, void>(this);
}

/** Names of variables among the nodes, each once. */
function variablesOf(
  nodes: readonly { kind: string; label: string }[]
): string[] {
  const names = nodes
    .filter(({ kind }) => kind === 'variable')
    .map(({ label }) => label);
  return [...new Set(names)].sort();
}
