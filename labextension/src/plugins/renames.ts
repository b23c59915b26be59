import type { Contents } from '@jupyterlab/services';

/** Where a file is after a rename of itself or of a folder above it; null when it stays. */
export function pathAfter(
  path: string,
  { type, oldValue, newValue }: Contents.IChangedArgs
): string | null {
  const [before, after] = [oldValue?.path, newValue?.path];
  if (type !== 'rename' || !before || !after) {
    return null;
  }
  if (path === before) {
    return after;
  }
  return path.startsWith(`${before}/`)
    ? after + path.slice(before.length)
    : null;
}

/** Tell where a notebook is, whenever it is renamed in this page; returns what ends that. */
export function watchRenames(
  contents: Pick<Contents.IManager, 'fileChanged'>,
  pathOf: () => string | null,
  renamed: (path: string) => void
): () => void {
  const onChange = (_: unknown, change: Contents.IChangedArgs): void => {
    const path = pathOf();
    const after = path === null ? null : pathAfter(path, change);
    if (after !== null) {
      renamed(after);
    }
  };
  contents.fileChanged.connect(onChange);
  return () => contents.fileChanged.disconnect(onChange);
}
