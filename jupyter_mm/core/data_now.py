"""Recorded data against the disk, by size, time and remembered digests: no content is read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_mm.data.digests import Digests, FileDigest
from jupyter_mm.data.finding import base, is_glob, present
from jupyter_mm.data.hashing import GONE
from jupyter_mm.data.sets import read_listing
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import MMError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.listing import Listing

MOST_LOOKS = 50_000
"""Files of sets that one pass looks at; of a set that is too large for the rest nothing is said."""
_WORST_FIRST = ("gone", "changed", "unknown", "touched", "same")


def is_remote(path: str) -> bool:
    """Return whether a path of a DataRef is a URI."""
    return "://" in path


def digests_of(core: Core) -> Digests:
    """Return the digests of files for one pass of one thread."""
    return Digests(core.info.home, limit_bytes=core.settings.digest_limit_bytes)


def listing_of(core: Core, ref: DataRef) -> Listing | None:
    """Return the files of a set; None where they are not kept or cannot be read."""
    if ref.files is None or ref.digest is None:
        return None
    try:
        return read_listing(core.blobs.get(Digest.parse(ref.digest)))
    except MMError:
        return None


def root_of(path: str) -> str:
    """Return the folder that the names of a set of files are relative to."""
    return base(path) if is_glob(path) else path


def names_now(
    path: str, listing: Listing, *, cancelled: Callable[[], bool] = lambda: False
) -> list[str]:
    """Return the files of a set that are there now, sorted; fewer when it is cancelled.

    Of a folder, the set is what was opened: others may lie beside it. Of a pattern it is whatever
    fits it now. Raises TooLargeError for a pattern that fits too much.
    """
    if is_glob(path):
        return present(path, cancelled=cancelled)
    names = (file.path for file in listing.files)
    return [name for name in names if os.path.lexists(os.path.join(path, name))]  # noqa: PTH118  # many


class Disk:
    """The disk as it is now, for one pass of one thread; large sets are not looked at for ever."""

    def __init__(self, core: Core) -> None:
        """Begin with all looks left."""
        self._core, self._digests, self._left = core, digests_of(core), MOST_LOOKS

    def known(self, path: str) -> FileDigest:
        """Return what is known of a file without reading it."""
        return self._digests.known(path)

    def now(self, ref: DataRef) -> str:
        """Return how data is now: `same`, `touched`, `changed`, `gone` or `unknown`.

        `touched` is of the same size and another time: only reading it would tell.
        """
        if is_remote(ref.path) or ref.digest is None:
            return "unknown"
        if ref.files is None:
            found = self.known(ref.path)
            is_same_time = found.mtime_ns == ref.mtime_ns
            return _kind(found, ref.digest, ref.size_bytes, is_same_time=is_same_time)
        listing = listing_of(self._core, ref)
        if listing is None or len(listing.files) > self._left:
            return "unknown"
        self._left -= len(listing.files)
        found_kinds = set(self._files(ref, listing))
        return next((kind for kind in _WORST_FIRST if kind in found_kinds), "same")

    def _files(self, ref: DataRef, listing: Listing) -> Iterator[str]:
        """Yield how each file of a set is, and how the set is as a whole."""
        yield self._names(ref, listing)
        gone, root = 0, root_of(ref.path)
        for file in listing.files:
            found = self.known(os.path.join(root, file.path))  # noqa: PTH118  # many thousands
            is_same_time = (found.mtime_ns or 0) <= (ref.mtime_ns or 0)
            kind = _kind(found, file.digest, file.size_bytes, is_same_time=is_same_time)
            gone += kind == "gone"
            yield "changed" if kind == "gone" else kind
        if gone == len(listing.files):
            yield "gone"

    def _names(self, ref: DataRef, listing: Listing) -> str:
        """Return whether a set still has the same files."""
        try:
            names = names_now(ref.path, listing, cancelled=self._is_spent)
        except TooLargeError:
            return "changed"
        if self._left < 0:
            return "unknown"
        return "same" if set(names) == {file.path for file in listing.files} else "changed"

    def _is_spent(self) -> bool:
        self._left -= 1
        return self._left < 0


def _kind(
    found: FileDigest, digest: str | None, size_bytes: int | None, *, is_same_time: bool
) -> str:
    if found.size_bytes is None:
        return "gone" if found.reason == GONE else "unknown"
    if found.digest is not None:
        return "same" if found.digest == digest else "changed"
    if found.size_bytes != size_bytes:
        return "changed"
    return "same" if is_same_time else "touched"
