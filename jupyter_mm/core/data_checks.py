"""Data that a state came from, read whole and compared with what it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.catalog.ways import data_on, way_behind
from jupyter_mm.core import policy
from jupyter_mm.core.data import SEARCH_S, lines_between
from jupyter_mm.core.data_now import digests_of, is_remote, listing_of, names_now, root_of
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.profiles import make_profile, profile_of
from jupyter_mm.core.references import resolve
from jupyter_mm.data.hashing import GONE
from jupyter_mm.data.sets import compare_listings, set_digest
from jupyter_mm.domain.data_answers import DataCheck, DataReport
from jupyter_mm.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.core.context import Core
    from jupyter_mm.data.digests import Digests, FileDigest
    from jupyter_mm.domain.data import DataRef


def verify_data(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DataReport:
    """Read all data that a checkpoint came from, and return what is not as it was.

    Of each path the latest use counts, among the executions that led to the checkpoint. Raises what
    the reference raises.
    """
    policy.require(actor, Scope.VERIFY)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        state = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
        refs = data_on(tx, way_behind(tx, state["id"]))
    return check_data(core, [refs[path] for path in sorted(refs)], cancelled=cancelled)


def check_data(
    core: Core,
    refs: list[DataRef],
    *,
    cancelled: Callable[[], bool] | None = None,
    is_quick: bool = False,
) -> DataReport:
    """Return how data is now, by its whole content, in the order it was given.

    Tables that changed are profiled, so that it can be said how; not if it shall be quick.
    """
    digests = digests_of(core)
    single = [ref.path for ref in refs if _is_file(ref)]
    read = zip(single, digests.digest_many(single, cancelled=cancelled), strict=True)
    found, checks = dict(read), []
    for ref in refs:
        if ref.files is not None and ref.digest is not None:
            checks.append(_check_set(core, digests, ref, cancelled))
        else:
            check = _check_file(core, ref, found.get(ref.path), cancelled, is_quick=is_quick)
            checks.append(check)
    return DataReport(checks=tuple(checks))


def _is_file(ref: DataRef) -> bool:
    return ref.digest is not None and ref.files is None and not is_remote(ref.path)


def _check_file(
    core: Core,
    ref: DataRef,
    found: FileDigest | None,
    cancelled: Callable[[], bool] | None,
    *,
    is_quick: bool,
) -> DataCheck:
    if found is None:
        remote = "a remote object; its server was not asked"
        why = remote if is_remote(ref.path) else ref.reason or "there was no digest"
        return _told(ref, "unknown", None, why)
    if found.digest is None:
        kind = "gone" if found.reason == GONE else "unreadable"
        return _told(ref, kind, None, found.reason or "")
    if found.digest == ref.digest:
        return _told(ref, "same", found.digest, "")
    if not is_quick and profile_of(core, ref) is not None:
        make_profile(core, ref.path, found.digest, cancelled=cancelled)
    present = replace(
        ref, digest=found.digest, size_bytes=found.size_bytes, mtime_ns=found.mtime_ns
    )
    return _told(ref, "changed", found.digest, "; ".join(lines_between(core, ref, present)))


def _check_set(
    core: Core, digests: Digests, ref: DataRef, cancelled: Callable[[], bool] | None
) -> DataCheck:
    listing = listing_of(core, ref)
    if listing is None:
        return _told(ref, "unknown", None, "the list of its files is not kept")
    try:
        names = names_now(ref.path, listing, cancelled=cancelled or (lambda: False))
    except TooLargeError as error:
        return _told(ref, "changed", None, error.message)
    if not names:
        return _told(ref, "gone", None, "none of its files is there")
    found = set_digest(root_of(ref.path), names, digests, cancelled=cancelled)
    if found.listing is None:
        return _told(ref, "unreadable", None, found.reason or "")
    if found.digest == ref.digest:
        return _told(ref, "same", found.digest, "")
    lines = compare_listings(listing, found.listing)
    return _told(ref, "changed", found.digest, "; ".join(lines))


def _told(ref: DataRef, kind: str, now: str | None, detail: str) -> DataCheck:
    before = ref.digest or ref.version
    return DataCheck(path=ref.path, kind=kind, before=before, now=now, detail=detail)
