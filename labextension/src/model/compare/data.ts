import type { IClient, IDataRef, IDataUse, IProfile } from '../../api/client';

/** Uses are listed once for each path; more than these are not compared. */
const LIMIT = 1000;
/** Tables whose rows and columns are compared as well. */
const TABLES = 20;

export interface IDataChange {
  kind: 'added' | 'removed' | 'changed' | 'unknown';
  path: string;
  before: IDataUse | null;
  after: IDataUse | null;
  /** Of a table that changed, where both profiles are kept. */
  tables: readonly [IProfile, IProfile] | null;
}

export interface IDataDifference {
  changes: readonly IDataChange[];
  same: number;
  /** Whether a side uses more than is listed. */
  isCut: boolean;
}

/** How the data that led to two checkpoints differs. */
export async function dataDifference(
  client: Pick<IClient, 'data' | 'profile'>,
  before: string,
  after: string,
  notebook: string | null
): Promise<IDataDifference> {
  const query = { limit: LIMIT, ...(notebook === null ? {} : { notebook }) };
  const [old, now] = await Promise.all([
    client.data({ ...query, ref: before }),
    client.data({ ...query, ref: after })
  ]);
  const { changes, same } = compareUses(old.items, now.items);
  return {
    changes: await withTables(client, changes),
    same,
    isCut: old.total > old.items.length || now.total > now.items.length
  };
}

/** Tables that changed, with what they held; a profile that is gone is left out. */
async function withTables(
  client: Pick<IClient, 'profile'>,
  changes: readonly IDataChange[]
): Promise<readonly IDataChange[]> {
  const tables = changes.filter(({ before, after }) =>
    [before, after].every(use => use?.has_profile === true)
  );
  const chosen = new Set(tables.slice(0, TABLES));
  return Promise.all(
    changes.map(async change => {
      const [old, now] = [change.before, change.after].map(
        use => use?.ref.digest ?? null
      );
      if (!chosen.has(change) || !old || !now) {
        return change;
      }
      try {
        const profiles = [client.profile(old), client.profile(now)] as const;
        return { ...change, tables: await Promise.all(profiles) };
      } catch {
        return change;
      }
    })
  );
}

/** Compare by path and by what was done with it; by content where it is known. */
export function compareUses(
  before: readonly IDataUse[],
  after: readonly IDataUse[]
): Omit<IDataDifference, 'isCut'> {
  const old = byPath(before);
  const now = byPath(after);
  const changes: IDataChange[] = [];
  let same = 0;
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const a = old.get(key) ?? null;
    const b = now.get(key) ?? null;
    const kind = kindOf(a, b);
    const path = (b ?? a)?.ref.path ?? '';
    if (kind === 'same') {
      same += 1;
    } else {
      changes.push({ kind, path, before: a, after: b, tables: null });
    }
  }
  return { changes, same };
}

function byPath(uses: readonly IDataUse[]): Map<string, IDataUse> {
  const found = new Map<string, IDataUse>();
  for (const use of uses) {
    const key = `${use.ref.mode} ${use.ref.path}`;
    // The newest use comes first: it is what the state stands on.
    if (!found.has(key)) {
      found.set(key, use);
    }
  }
  return found;
}

function kindOf(
  before: IDataUse | null,
  after: IDataUse | null
): IDataChange['kind'] | 'same' {
  if (!before) {
    return 'added';
  }
  if (!after) {
    return 'removed';
  }
  const old = nameOfContent(before.ref);
  const now = nameOfContent(after.ref);
  if (old === null || now === null) {
    return before.execution === after.execution ? 'same' : 'unknown';
  }
  return old === now ? 'same' : 'changed';
}

function nameOfContent({ digest, version }: IDataRef): string | null {
  return digest ?? version;
}
