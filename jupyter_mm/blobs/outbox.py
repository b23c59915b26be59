"""Records on their way from the kernel to the catalog. Format: docs/formats/capture.md."""

from __future__ import annotations

import os
import re
import secrets
import time
from threading import Lock
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.durable import discard, replace, storage_errors, sync_folder, write_aside
from jupyter_mm.blobs.home import refuse_read_only
from jupyter_mm.domain import canonical
from jupyter_mm.errors import InvalidError, NotFoundError, TooLargeError, of_storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VERSION = 1
KINDS = ("session", "capture", "log", "restore")
LIMIT_BYTES = 64 << 20
MODE = 0o600

_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}-([a-z]+)\.json")


class Outbox:
    """The files in `<home>/outbox`, oldest first. Safe to use from several threads."""

    def __init__(self, home: Path, *, now_ns: Callable[[], int] = time.time_ns) -> None:
        """Look at the store in `home`; `now_ns` gives file names their order."""
        self._folder = home / "outbox"
        self._home = home
        self._now_ns = now_ns
        self._last = 0
        self._lock = Lock()

    def write(self, kind: str, body: object) -> Path:
        """Keep one record durably and return its file.

        `body` is a dataclass or what JSON holds. Raises InvalidError for what cannot be canonical
        JSON or an unknown kind, TooLargeError above 64 MiB, and the store's errors.
        """
        if kind not in KINDS:
            raise InvalidError(f"No record is of kind {kind!r}.")
        content = canonical.dumps({"body": body, "kind": kind, "version": VERSION})
        if len(content) > LIMIT_BYTES:
            raise TooLargeError(f"A {kind} record of {len(content)} bytes.")
        with storage_errors():
            refuse_read_only(self._home)
            aside = write_aside(self._home / "tmp", [content], MODE)
            path = self._folder / f"{self._next():020d}-{secrets.token_hex(4)}-{kind}.json"
            try:
                os.rename(aside, path)  # noqa: PTH104  # the system call itself
            except BaseException:
                discard([aside])
                raise
            sync_folder(self._folder)
        return path

    def pending(self) -> list[Path]:
        """Return the files that wait, in the order of writing."""
        return self._files(self._folder)

    def rejected(self) -> list[Path]:
        """Return the files that could not be taken in, in the order of writing."""
        return self._files(self._folder / "rejected")

    def read(self, path: Path) -> tuple[str, Any]:
        """Return kind and body of a record.

        Raises InvalidError when the file is torn, malformed or of a newer version, TooLargeError
        above 64 MiB, NotFoundError when another process has taken it in.
        """
        kind = _kind_of(path)
        try:
            if path.stat().st_size > LIMIT_BYTES:
                raise TooLargeError(f"{path.name} is larger than {LIMIT_BYTES >> 20} MiB.")
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(f"{path.name} has been taken in meanwhile.") from error
        except OSError as error:
            raise of_storage(error) from error
        return _opened(canonical.loads(content), kind)

    def reject(self, path: Path, reason: str) -> Path:
        """Move a file to `rejected/` with the reason beside it; return where it is now."""
        target = self._folder / "rejected" / path.name
        with storage_errors():
            beside = target.with_name(target.name + ".reason")
            replace(beside, reason.encode() + b"\n", MODE, aside=self._home / "tmp")
            os.rename(path, target)  # noqa: PTH104  # the system call itself
            sync_folder(target.parent)
            sync_folder(self._folder)
        return target

    def remove(self, path: Path) -> None:
        """Forget a record that is held elsewhere.

        Not synced: a file that comes back after a power cut is delivered again, which is harmless.
        """
        with storage_errors():
            try:
                os.unlink(path)  # noqa: PTH108  # the system call itself
            except FileNotFoundError:
                return  # another process has taken it in

    def _next(self) -> int:
        """Return a number above all before, also when the clock is set back."""
        with self._lock:
            self._last = max(self._last + 1, self._now_ns())
            return self._last

    def _files(self, folder: Path) -> list[Path]:
        with storage_errors():
            names = os.listdir(folder)  # noqa: PTH208  # names, no Paths
        return [folder / name for name in sorted(names) if _NAME.fullmatch(name)]


def _kind_of(path: Path) -> str:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise InvalidError(f"{path.name} is not the name of a record.")
    return match.group(1)


def _opened(value: object, kind: str) -> tuple[str, Any]:
    if not isinstance(value, dict) or value.keys() != {"body", "kind", "version"}:
        raise InvalidError("Not a record: expected the keys body, kind and version.")
    if value["version"] != VERSION:
        raise InvalidError(f"A record of version {value['version']!r}; this one knows {VERSION}.")
    if value["kind"] != kind or kind not in KINDS:
        raise InvalidError(f"A record of kind {value['kind']!r} under the name of a {kind!r}.")
    return kind, value["body"]
