/**
 * An error of the server or the kernel, in the one shape they share.
 *
 * `kind` is stable; beside the server's kinds (jupyter_mm/errors.py) the page
 * knows `offline` (nobody answered), `slow` (no answer in time), `missing` (the
 * server has no such API), `not_loaded` (our code did not arrive) and
 * `no_support` (the kernel has no jupyter_mm).
 */
export class ProblemError extends Error {
  constructor(
    readonly kind: string,
    message: string,
    readonly hint: string
  ) {
    super(message);
  }
}

/** Read the server's error body; anything else becomes a problem as well. */
export function problemOf(status: number, body: unknown): ProblemError {
  const told = parse(body);
  if (told) {
    return told;
  }
  if (status === 404) {
    return new ProblemError('missing', 'No jupyter_mm on this server.', '');
  }
  if (status === 401 || status === 403) {
    return new ProblemError('denied', 'The server refused access.', '');
  }
  if (status === 502 || status === 503 || status === 504) {
    return new ProblemError('offline', `The server answered ${status}.`, '');
  }
  return new ProblemError('error', `The server answered ${status}.`, '');
}

/** Whatever was thrown, as a problem. */
export function asProblem(reason: unknown): ProblemError {
  if (reason instanceof ProblemError) {
    return reason;
  }
  if (reason instanceof Error && reason.name === 'ChunkLoadError') {
    const text = 'A part of jupyter_mm could not be loaded.';
    return new ProblemError('not_loaded', text, '');
  }
  const text = reason instanceof Error ? reason.message : String(reason);
  return new ProblemError('error', text, '');
}

function parse(body: unknown): ProblemError | null {
  const error = field(body, 'error');
  const kind = field(error, 'kind');
  const message = field(error, 'message');
  const hint = field(error, 'hint');
  if (typeof kind !== 'string' || typeof message !== 'string') {
    return null;
  }
  return new ProblemError(kind, message, typeof hint === 'string' ? hint : '');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
