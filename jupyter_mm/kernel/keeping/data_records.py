"""What a cell opened, as records: with digests, and with the bytes where they are wanted."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.data.digests import Digests
from jupyter_mm.data.hashing import STOPPED
from jupyter_mm.domain.digest import Digest
from jupyter_mm.kernel.inputs.describing import describe
from jupyter_mm.kernel.keeping.afterwards import Afterwards

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.data.digests import FileDigest
    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.content import Content
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.kernel.inputs import Seen
    from jupyter_mm.kernel.keeping.wishes import DataWishes

LONGEST_S = 20.0
"""Beyond, files have no digest with this cell; one that reads them later has it."""
NO_TIME = "too large to be read in time; a later cell that reads it has its digest"


class DataRecords:
    """Makes the records of one session into one store. Runs in the courier's thread."""

    def __init__(
        self, home: Path, blobs: BlobStore, secrets: SecretFinder, wishes: DataWishes
    ) -> None:
        """Remember digests in `home`, put kept bytes and listings into `blobs`."""
        self._blobs, self._secrets, self._wishes = blobs, secrets, wishes
        self._digests = Digests(home, limit_bytes=wishes.digest_limit_bytes)
        self._kept: dict[Digest, Content] = {}
        """What this session has kept already."""
        self._afterwards = Afterwards(home, secrets, wishes)

    def of(self, seen: Seen) -> tuple[DataRef, ...]:
        """Return what was opened, sorted. Raises the store's errors."""
        in_time = InTime(self._digests, self._wishes)
        return tuple(self._with_bytes(ref) for ref in describe(seen, in_time, self._blobs))

    def follow_up(self, refs: tuple[DataRef, ...]) -> None:
        """Have tables profiled, and files read for which there was no time; returns at once."""
        for ref in refs:
            is_file = ref.files is None and "://" not in ref.path
            if is_file and (ref.digest is not None or ref.reason == NO_TIME):
                self._afterwards.ask(ref.path, Digest(ref.digest) if ref.digest else None)

    def _with_bytes(self, ref: DataRef) -> DataRef:
        """Return a record with its bytes kept too, if they are wanted."""
        wishes = self._wishes
        limit = wishes.keep_limit_bytes if ref.path in wishes.keep_paths else wishes.keep_bytes
        size = ref.size_bytes
        if ref.digest is None or ref.files is not None or size is None or size > limit:
            return ref
        from jupyter_mm.data.keeping import keep  # noqa: PLC0415  # seldom wanted

        digest = Digest(ref.digest)
        if digest not in self._kept:
            content = keep(self._blobs, ref.path, digest, secrets=self._secrets, limit_bytes=limit)
            if content is None:
                return ref
            self._kept[digest] = content
        return replace(ref, kept=self._kept[digest])


class InTime:
    """Digests of what can be read in a bounded time: the state of the cell waits for them."""

    def __init__(self, digests: Digests, wishes: DataWishes) -> None:
        """Begin to count the time."""
        self._digests, self._wishes = digests, wishes
        self._end = time.monotonic() + LONGEST_S

    def digest_many(self, paths: Iterable[str]) -> list[FileDigest]:
        """Return what `Digests` does; files for which there was no time have that as a reason."""
        found = self._digests.digest_many(paths, cancelled=self._is_over)
        return [replace(one, reason=NO_TIME) if one.reason == STOPPED else one for one in found]

    def _is_over(self) -> bool:
        return time.monotonic() > min(self._end, self._wishes.reads_until)
