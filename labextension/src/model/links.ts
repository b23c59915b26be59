/** The query key of a link to a checkpoint: `?mm=REF`. */
const KEY = 'mm';
/** As long as any reference may be. */
const MOST = 255;

/**
 * The address that opens a checkpoint.
 *
 * `base` is where readers come in: on a hub that leads each to their own server,
 * which finds the checkpoint where the store is shared.
 */
export function linkTo(
  base: string,
  app: 'lab/tree' | 'notebooks',
  ref: string,
  path: string | null
): string {
  const document = path === null ? 'lab' : `${app}/${encoded(path)}`;
  const query = `?${KEY}=${encodeURIComponent(ref)}`;
  return `${base.replace(/\/*$/, '/')}${document}${query}`;
}

/** The reference in the query of an address; null where there is none. */
export function refIn(search: string): string | null {
  const ref = new URLSearchParams(search).get(KEY)?.trim() ?? '';
  return ref === '' || ref.length > MOST ? null : ref;
}

/** The query without the reference: a reload shall not open it again. */
export function withoutRef(search: string): string {
  const query = new URLSearchParams(search);
  query.delete(KEY);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
