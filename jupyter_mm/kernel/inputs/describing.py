"""From files to records with digests. Reads the files: runs in the background."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.listing import DataFile, Listing
from jupyter_mm.kernel.inputs.judging import LATER, Found, doubt
from jupyter_mm.kernel.inputs.pace import giving_way
from jupyter_mm.kernel.inputs.rules import is_line
from jupyter_mm.kernel.inputs.seen import TRACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.data.digests import FileDigest
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.inputs.seen import RemoteUse, Seen

REMOTE = "is on a server, which names its version"
NAMELESS = "is on a server, which named no version"

Told = tuple["Digest | None", str | None]
"""The digest, or why there is none."""


class Digesting(Protocol):
    """What reads files, or knows them."""

    def digest_many(self, paths: Iterable[str]) -> list[FileDigest]:
        """Return the digests of files in order, or why they have none."""


def describe(seen: Seen, digests: Digesting, blobs: BlobStore) -> tuple[DataRef, ...]:
    """Return what was opened, with digests, sorted by path and mode.

    The listings of sets are put into `blobs`. Never raises for what a file is or becomes.
    """
    refs = _remote(seen.remote)
    if seen.segments:
        refs += _local(seen, digests, blobs)
    return tuple(sorted(refs, key=lambda ref: (ref.path, ref.mode)))


def _local(seen: Seen, digests: Digesting, blobs: BlobStore) -> list[DataRef]:
    from jupyter_mm.kernel.inputs.finding import files_of  # noqa: PLC0415  # in the background
    from jupyter_mm.kernel.inputs.folding import folded  # noqa: PLC0415  # as above

    found = files_of(seen)
    told = _told(found, seen, digests)
    sets, singles = folded(found, [one.folder for one in seen.segments])
    refs = [_single(one, told[one]) for one in singles]
    for (folder, mode), members in sets.items():
        refs.append(_set(folder, mode, {one: told[one] for one in members}, seen.missed, blobs))
    return refs


def _told(found: Sequence[Found], seen: Seen, digests: Digesting) -> dict[Found, Told]:
    """Return the digest of each file, or why it has none."""
    told: dict[Found, Told] = {one: (None, doubt(one, seen)) for one in giving_way(found)}
    sure = [one for one, (_, reason) in told.items() if reason is None]
    for one, given in zip(sure, digests.digest_many([one.path for one in sure]), strict=True):
        state = one.state
        is_same = state is not None and given.mtime_ns in {None, state.mtime_ns}
        told[one] = (given.digest, given.reason) if is_same else (None, LATER)
    return told


def _single(one: Found, told: Told) -> DataRef:
    return DataRef(
        path=one.path,
        mode=one.mode,
        size_bytes=one.state.size_bytes if one.state else None,
        mtime_ns=one.state.mtime_ns if one.state else None,
        digest=told[0],
        reason=told[1],
        how=one.how,
        label="; ".join(one.labels) or None,
    )


def _set(
    folder: str, mode: str, members: Mapping[Found, Told], missed: int, blobs: BlobStore
) -> DataRef:
    """Return many files as one record; the listing of its files becomes a blob."""
    from jupyter_mm.domain import canonical  # noqa: PLC0415  # seldom

    files = tuple(
        DataFile(path=one.path[len(folder) + 1 :], size_bytes=one.state.size_bytes, digest=digest)
        for one, (digest, _) in giving_way(sorted(members.items(), key=lambda item: item[0].path))
        if one.state is not None and digest is not None
    )
    reason = _why_not_all(members, missed)
    states = [one.state for one in members if one.state is not None]
    listing = canonical.dumps(Listing(files=files)) if reason is None else None
    return DataRef(
        path=folder,
        mode=mode,
        size_bytes=sum(state.size_bytes for state in states),
        mtime_ns=max((state.mtime_ns for state in states), default=None),
        digest=blobs.put(listing) if listing is not None else None,
        reason=reason,
        how=Counter(one.how for one in members).most_common(1)[0][0],
        files=len(members),
        label="; ".join(dict.fromkeys(text for one in members for text in one.labels)) or None,
    )


def _why_not_all(members: Mapping[Found, Told], missed: int) -> str | None:
    """Return why a set has no digest; None if each of its files has one."""
    if missed:
        return f"{missed} more files were opened than can be listed"
    without = [
        (one.path.rpartition("/")[2], reason) for one, (_, reason) in members.items() if reason
    ]
    if not without:
        return None
    name, reason = without[0]
    name = name if is_line(name) else ascii(name)
    more = f", and {len(without) - 1} more" if len(without) > 1 else ""
    return f"{name} {reason}{more}"


def _remote(uses: Iterable[RemoteUse]) -> list[DataRef]:
    """Return one record for each object and mode."""
    by_name: dict[tuple[str, str], list[RemoteUse]] = {}
    for use in uses:
        by_name.setdefault((use.uri, use.letter), []).append(use)
    return [remote_ref(same) for same in by_name.values()]


def remote_ref(uses: Sequence[RemoteUse]) -> DataRef:
    """Return an object on a server as a record: all that was heard of it."""
    from jupyter_mm.data.secret_values import SecretFinder  # noqa: PLC0415  # in the background

    uri = uses[0].uri
    is_secret = SecretFinder({}).reason(uri.encode("utf-8", "replace")) is not None
    version = next((one.version for one in uses if one.version), None)
    digest = next((one.digest for one in uses if one.digest), None)
    return DataRef(
        path="/".join([*uri.split("/")[:3], "***"]) if is_secret else uri,
        mode=uses[0].letter,
        size_bytes=next((one.size_bytes for one in uses if one.size_bytes is not None), None),
        mtime_ns=None,
        digest=digest,
        reason=None if digest else (REMOTE if version else NAMELESS),
        how=next((one.how for one in uses if one.how != TRACK), TRACK),
        version=version,
        label="; ".join(dict.fromkeys(one.label for one in uses if one.label)) or None,
    )
