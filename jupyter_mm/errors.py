"""Every error the project raises, in one tree.

    MMError                  kind               HTTP  exit
    ├── InvalidError         invalid            400   2     the request cannot mean anything
    ├── DeniedError          denied             403   1     the actor may not do this
    ├── NotFoundError        not_found          404   3     no such thing, or none you may see
    ├── ConflictError        conflict           409   4     true, but not now or not twice
    │   ├── AmbiguousError   ambiguous          409   4     a short reference, several meanings
    │   ├── UntrustedError   untrusted_state    409   4     state this user's key did not sign
    │   ├── MissingBlobError missing_blob       409   4     bytes we do not hold
    │   └── NeedsConsentError needs_consent     409   8     it does more than its name says
    ├── TooLargeError        too_large          413   2     over a stated limit
    ├── UnsupportedTypeError unsupported_type   415   2     a body that is not JSON
    ├── NotRestorableError   not_restorable     422   6     a checkpoint that cannot come back whole
    ├── CannotBuildError     cannot_build       422   6     an environment that cannot be made here
    ├── CorruptError         corrupt            500   1     bytes unlike their name
    │   └── CatalogDamagedError corrupt         500   1     the same of the catalog's rows or pages
    ├── UnavailableError     unavailable        503   5     this host cannot do that
    ├── StoreUnavailableError store_unavailable 503   5     locked, unreachable, damaged
    │   └── ReadOnlyError    store_readonly     503   5     newer format, or no write access
    └── StoreFullError       store_full         507   5     no space left

`kind` is stable and append-only: clients branch on it. `hint` is the next step, in plain words.
Errors are raised at the cause and translated once, by the host that the user sees.
"""

from __future__ import annotations

import errno


class MMError(Exception):
    """What went wrong in one sentence, and what to do about it."""

    kind = "error"
    status = 500
    exit_code = 1
    hint = "Run `jupyter mm doctor`."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Keep the sentence; `hint` replaces the class's own."""
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint


class InvalidError(MMError):
    """The request cannot mean anything."""

    kind, status, exit_code = "invalid", 400, 2
    hint = "Check the spelling; `--help` shows two examples."


class DeniedError(MMError):
    """The actor may not do this."""

    kind, status = "denied", 403
    hint = "Ask the owner of the project for access."


class NotFoundError(MMError):
    """No such thing, or none that the actor may see: both read the same."""

    kind, status, exit_code = "not_found", 404, 3
    hint = "`jupyter mm history` lists what is kept."


class ConflictError(MMError):
    """True, but not now or not twice."""

    kind, status, exit_code = "conflict", 409, 4
    hint = "Look at the present state and try again."


class AmbiguousError(ConflictError):
    """A short reference with several meanings."""

    kind = "ambiguous"
    hint = "Type more characters of the id."


class UntrustedError(ConflictError):
    """State that this user's key did not sign; nothing of it was loaded."""

    kind = "untrusted_state"
    hint = "Loading state runs code. Restore only what you made yourself."


class MissingBlobError(ConflictError):
    """A record names bytes that the store does not hold."""

    kind = "missing_blob"
    hint = "The record stays in the outbox and is sent again."


class NeedsConsentError(ConflictError):
    """It would do more than people expect of it; nothing was done."""

    kind, exit_code = "needs_consent", 8
    hint = "Look at the list; `--consent` goes on."

    def __init__(self, needs: tuple[str, ...]) -> None:
        """Keep one sentence for each thing that it would do."""
        super().__init__(" ".join(needs))
        self.needs = needs


class TooLargeError(MMError):
    """Over a stated limit."""

    kind, status, exit_code = "too_large", 413, 2
    hint = "Send less at once."


class UnsupportedTypeError(MMError):
    """A body that is not JSON."""

    kind, status, exit_code = "unsupported_type", 415, 2
    hint = "Send application/json."


class NotRestorableError(MMError):
    """A checkpoint that cannot come back whole; the namespace was left as it was."""

    kind, status, exit_code = "not_restorable", 422, 6
    hint = "`%mm_checkout REF NAME` restores single variables."


class CannotBuildError(MMError):
    """An environment that cannot be made on this machine as it is now."""

    kind, status, exit_code = "cannot_build", 422, 6
    hint = "The log says what uv could not do."


class CorruptError(MMError):
    """Stored bytes are not what their name says; they were not returned."""

    kind = "corrupt"
    hint = "`jupyter mm verify` lists what is damaged and which checkpoints it touches."


class CatalogDamagedError(CorruptError):
    """Rows or pages of the catalog are not as they were written; they were not returned."""

    hint = "`jupyter mm verify` lists what is damaged. Records wait in the outbox meanwhile."


class UnavailableError(MMError):
    """This host cannot do that; another one can."""

    kind, status, exit_code = "unavailable", 503, 5
    hint = "Ask a Jupyter server that has the extension, or use the command line."


class StoreUnavailableError(MMError):
    """The store is locked, unreachable or damaged."""

    kind, status, exit_code = "store_unavailable", 503, 5
    hint = "Nothing is lost: records wait in the outbox. Run `jupyter mm doctor`."


class ReadOnlyError(StoreUnavailableError):
    """The store may be read but not written: a newer format or no write access."""

    kind = "store_readonly"
    hint = "Upgrade jupyter_mm, or give the folder write access."


class StoreFullError(MMError):
    """No space left for the store."""

    kind, status, exit_code = "store_full", 507, 5
    hint = "Free space on the disk; `jupyter mm du` shows what the store uses."


NO_FILE = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""What the operating system raises where there is no file; all else is about one that is there."""
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ACCESS = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def of_storage(error: OSError) -> MMError:
    """Return our error for what the operating system said about the store."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _NO_SPACE:
        return StoreFullError(f"No space left for the store{where}.")
    if error.errno in _NO_ACCESS:
        return ReadOnlyError(f"The store cannot be written: {error.strerror}{where}.")
    return StoreUnavailableError(f"The store failed: {error.strerror or error}{where}.")


def of_file(path: str, error: Exception) -> InvalidError:
    """Return our error for a file of the user's that is there and cannot be read."""
    why = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return InvalidError(
        f"{path} cannot be read: {why.rstrip('.')}.", hint="Its checkpoints can be compared."
    )
