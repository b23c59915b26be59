"""`mm.track`: data that the user names, with what it is for."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import hasher
from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.data.digests import NOT_READ
from jupyter_mm.errors import InvalidError, NotFoundError
from jupyter_mm.kernel.inputs.describing import describe, remote_ref
from jupyter_mm.kernel.inputs.finding import members_of
from jupyter_mm.kernel.inputs.naming import LONGEST, is_remote, without_credentials
from jupyter_mm.kernel.inputs.rules import is_line
from jupyter_mm.kernel.inputs.seen import READ, TRACK, RemoteUse, Use
from jupyter_mm.kernel.inputs.watch import InputWatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.data.digests import Digests, FileDigest
    from jupyter_mm.domain.data import DataRef

LATER = "its digest is taken in the background"
LONGEST_WORD = 200
CHUNK = 1 << 20


def track(
    watch: InputWatch,
    digests: Digests,
    target: str | PurePath,
    *,
    split: str | None = None,
    rows: str | None = None,
    digest: bool = False,
) -> list[DataRef]:
    """Record data with the cell that runs, and return what is recorded.

    `target` is a file, a folder, a pattern as `data/*.csv`, or a URI. Files get their digests in
    the background; with `digest` now, and an object on a server is then read whole. `digests` are
    the calling thread's own. Raises NotFoundError where there is no file, InvalidError for what
    names nothing.
    """
    name = _checked(os.fspath(target) if isinstance(target, PurePath) else target, LONGEST, "path")
    words = {"split": split, "rows": rows}
    said = [f"{key} {_checked(word, LONGEST_WORD, key)}" for key, word in words.items() if word]
    label = ", ".join(said) or None
    if is_remote(name):
        return [_track_remote(watch, name, label, digest=digest)]
    name = os.path.expanduser(name)  # noqa: PTH111  # a pattern is no path
    if not members_of(os.path.abspath(name))[1]:  # noqa: PTH100  # as above
        raise NotFoundError(
            f"There is no file {name}.",
            hint="Give a file, a folder, a pattern such as data/*.csv, or a URI.",
        )
    use = Use(name, READ, TRACK, label)
    watch.note_use(use)
    return _now(watch, use, digests, is_waiting=digest)


def _checked(text: Any, longest: int, what: str) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= longest or not is_line(text):
        raise InvalidError(f"The {what} is not a line of 1 to {longest} characters.")
    return text


def _now(watch: InputWatch, use: Use, digests: Digests, *, is_waiting: bool) -> list[DataRef]:
    """Return how the data stands at this moment; what is read for that is not recorded."""
    mine = InputWatch(())
    mine.start()
    mine.note_use(use)
    seen = mine.stop()._replace(at_end={})
    me = threading.get_ident()
    is_ours = me in watch.own_threads
    watch.own_threads.add(me)
    try:
        given: Any = digests if is_waiting else _Remembered(digests)
        return list(describe(seen, given, MemoryStore()))
    finally:
        if not is_ours:
            watch.own_threads.discard(me)


class _Remembered:
    """Digests that are known without reading."""

    def __init__(self, digests: Digests) -> None:
        self._digests = digests

    def digest_many(self, paths: Iterable[str]) -> list[FileDigest]:
        """Return what is known of these files."""
        found = [self._digests.known(path) for path in paths]
        return [replace(one, reason=LATER) if one.reason == NOT_READ else one for one in found]


def _track_remote(watch: InputWatch, uri: str, label: str | None, *, digest: bool) -> DataRef:
    shown = without_credentials(uri)
    use = RemoteUse(shown, READ, TRACK, label=label)
    if digest:
        size, found = _read(uri)
        use = use._replace(size_bytes=size, digest=found)
    if (known := watch.remote_of(shown)) is not None:
        use = use._replace(version=known.version, size_bytes=use.size_bytes or known.size_bytes)
    watch.note_remote(use)
    return remote_ref([use])


def _read(uri: str) -> tuple[int, str]:
    """Return size and digest of an object on a server; on the way the watch hears its version."""
    running, size = hasher(), 0
    try:
        with _opened(uri) as file:
            while chunk := file.read(CHUNK):
                running.update(chunk)
                size += len(chunk)
    except (InvalidError, KeyboardInterrupt):
        raise
    except Exception as error:
        getattr(error, "close", int)()  # an HTTPError holds the connection
        raise NotFoundError(
            f"{without_credentials(uri)} cannot be read: {type(error).__name__}.",
            hint="Check the address and the login; without digest=True nothing is read.",
        ) from error
    return size, running.hexdigest()


def _opened(uri: str) -> Any:
    """Return an object on a server as a file."""
    if uri.startswith(("http://", "https://")):
        from urllib.request import urlopen  # noqa: PLC0415  # seldom

        return urlopen(uri)  # noqa: S310  # the scheme was looked at
    try:
        fsspec = import_module("fsspec")
    except ImportError as error:
        raise InvalidError(
            f"{without_credentials(uri)} can only be read with fsspec.", hint="pip install fsspec"
        ) from error
    return fsspec.open(uri, "rb")
