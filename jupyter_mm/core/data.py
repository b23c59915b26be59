"""Which data executions used, and how the data of two states differ."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.lineage import led_to
from jupyter_mm.catalog.listing import conditions
from jupyter_mm.catalog.notebooks import notebook_at, paths_of
from jupyter_mm.catalog.ways import data_on, ways_to
from jupyter_mm.core import policy
from jupyter_mm.core.data_now import Disk, is_remote, listing_of, root_of
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.profiles import profile_of
from jupyter_mm.core.references import resolve
from jupyter_mm.data.profile_difference import compare_profiles
from jupyter_mm.data.sets import compare_listings
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.data_answers import DataChange, DataDifference, DataList, DataQuery, DataUse
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

    from jupyter_mm.core.context import Core

NOTHING = DataList(items=(), total=0)
SEARCH_S = 10.0
MOST = 1000
SETS = 500
"""Recorded sets of files that are searched for a path, the latest first."""
_ORDER = ("changed", "added", "removed", "unknown")


def list_data(core: Core, actor: Actor, query: DataQuery) -> DataList:
    """Return uses of data, the latest first; of each path and mode only the latest one.

    All uses where a path or digest is asked for. Reads no content. Raises InvalidError,
    what the reference raises.
    """
    policy.require(actor, Scope.READ)
    if not 1 <= query.limit <= MOST:
        raise InvalidError(f"A list of data has 1 to {MOST} entries.")
    with core.catalog.read(within_s=SEARCH_S) as tx:
        clauses = _clauses(core, tx, query)
        if clauses is None:
            return NOTHING
        is_latest = query.path is None and query.digest is None
        found, total = uses.uses(tx, clauses, is_latest=is_latest, limit=query.limit)
        rows = executions_of(tx, {one.execution for one in found})
        paths = paths_of(tx, {row["notebook"] for row in rows.values() if row["notebook"]})
        counts = uses.use_counts(tx, {one.ref.path for one in found})
    disk = Disk(core)
    items = []
    for one in found:
        row = rows[one.execution]
        items.append(
            DataUse(
                ref=one.ref,
                execution=one.execution,
                notebook=paths[row["notebook"]]["path"] if row["notebook"] else None,
                cell=row["cell"],
                title=row["title"],
                started_at=row["started_at"],
                uses=counts[one.ref.path],
                now=disk.now(one.ref),
                has_profile=profile_of(core, one.ref) is not None,
            )
        )
    return DataList(items=tuple(items), total=total)


def compare_data(
    core: Core,
    actor: Actor,
    *,
    before: str,
    after: str,
    session: str | None = None,
    notebook: str | None = None,
) -> DataDifference:
    """Return how the data differ that two checkpoints came from. Raises what the references raise.

    Of each path the latest use counts, among the executions that led to the checkpoint.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        states = (
            resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
            for ref in (before, after)
        )
        ways = ways_to(tx, *(state["id"] for state in states))
        first, second = (data_on(tx, way) for way in ways)
    changes = [_change(core, path, first, second) for path in sorted({*first, *second})]
    differing = [one for one in changes if one is not None]
    return DataDifference(
        changes=tuple(sorted(differing, key=lambda one: _ORDER.index(one.kind))),
        same=len(changes) - len(differing),
    )


def lines_between(core: Core, before: DataRef, after: DataRef) -> tuple[str, ...]:
    """Return what is known of the difference of two contents, for people."""
    old_files, new_files = listing_of(core, before), listing_of(core, after)
    if old_files is not None and new_files is not None:
        return compare_listings(old_files, new_files)
    old, new = profile_of(core, before), profile_of(core, after)
    if old is not None and new is not None:
        return compare_profiles(old, new)
    if before.version is not None and after.version is not None:
        return (f"{before.version} became {after.version}",)
    if before.size_bytes is not None and after.size_bytes is not None:
        grown = after.size_bytes - before.size_bytes
        return (f"{grown:+,} bytes" if grown else "the same size, another content",)
    return ()


def _change(
    core: Core, path: str, first: Mapping[str, DataRef], second: Mapping[str, DataRef]
) -> DataChange | None:
    """Return how one path differs; None when it does not."""
    before, after = first.get(path), second.get(path)
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        return DataChange(path=path, kind=kind, before=before, after=after, lines=())
    old, new = _content_of(before), _content_of(after)
    if old is None or new is None:
        reason = before.reason or after.reason
        why = () if reason is None else (reason,)
        return DataChange(path=path, kind="unknown", before=before, after=after, lines=why)
    if old == new:
        return None
    lines = lines_between(core, before, after)
    return DataChange(path=path, kind="changed", before=before, after=after, lines=lines)


def count_differing(first: Mapping[str, DataRef], second: Mapping[str, DataRef]) -> int:
    """Return how many paths differ, or may, between the data behind two states; reads nothing."""
    return sum(
        path not in first
        or path not in second
        or (content := _content_of(first[path])) is None
        or content != _content_of(second[path])
        for path in {*first, *second}
    )


def _content_of(ref: DataRef) -> str | None:
    return ref.digest or ref.version


def _clauses(core: Core, tx: Connection, query: DataQuery) -> list[ColumnElement[bool]] | None:
    """Return what uses must meet; None when nothing can."""
    notebook = None
    if query.notebook is not None:
        notebook = notebook_at(tx, notebook_path(query.notebook))
        if notebook is None:
            return None
    clauses = conditions(tx, notebook=notebook, session=query.session)
    if query.ref is not None:
        # A reference is looked up where the rest of the question looks.
        state = resolve(
            tx, query.ref, session=query.session, notebook=query.notebook, now=core.clock()
        )
        clauses = [led_to(state["id"])]
    if query.path is not None:
        clauses.append(uses.is_path_or_set(query.path, sets_with(core, tx, query.path)))
    if query.digest is not None:
        clauses.append(uses.has_digest(Digest.parse(query.digest)))
    return clauses


def sets_with(core: Core, tx: Connection, path: str) -> list[Digest]:
    """Return the digests of the sets of files that hold a path."""
    if is_remote(path):
        return []
    found = []
    for name, digest in uses.recorded_sets(tx, SETS):
        root = root_of(name)
        if not PurePosixPath(path).is_relative_to(root):
            continue
        part = str(PurePosixPath(path).relative_to(root))
        ref = DataRef(path=name, mode="r", size_bytes=None, mtime_ns=None, digest=digest, files=0)
        listing = listing_of(core, ref)
        if listing is not None and any(file.path == part for file in listing.files):
            found.append(digest)
    return found
