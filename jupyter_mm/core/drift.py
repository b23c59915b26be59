"""How a checkpoint's environment and data differ from what is there now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.lookup import Place, newest
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.ways import data_on, way_behind
from jupyter_mm.core import policy
from jupyter_mm.core.data import SEARCH_S, lines_between
from jupyter_mm.core.data_checks import check_data
from jupyter_mm.core.data_now import Disk, is_remote
from jupyter_mm.core.environments import difference_of, lock_of
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.drift import Drift
from jupyter_mm.domain.environment import EnvironmentDifference, FactChange
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.digest import Digest

READ_BYTES = 32 << 20
ALL_BYTES = 256 << 20
"""A file that was written to since is read to know, if it is no larger than this, and all of them
together than that."""


def drift(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
) -> Drift:
    """Return how a checkpoint's environment and data differ from what is there now.

    Data is what was read on the way there. Now is the latest checkpoint of the session or notebook
    that is named, else of the checkpoint's own notebook or session. Raises what the reference
    raises, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        state = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
        latest = newest(tx, _place(tx, state, session, notebook)) or state
        refs = data_on(tx, way_behind(tx, state["id"]), is_read=True)
    return Drift(
        environment=_environment(core, lock_of(core, state), lock_of(core, latest)),
        data=tuple(_data(core, [refs[path] for path in sorted(refs)])),
    )


def _environment(core: Core, before: Digest | None, after: Digest | None) -> EnvironmentDifference:
    """Return how two locks differ; one that cannot be read does not keep what else differs."""
    try:
        return difference_of(core, before, after)
    except InvalidError as error:
        unread = FactChange(name="lock", before=None, after=error.message)
        return EnvironmentDifference(before=before, after=after, packages=(), facts=(unread,))


def _place(tx: Connection, state: Row, session: str | None, notebook: str | None) -> Place:
    if session is not None:
        return Place(session=session)
    if notebook is not None:
        return Place(notebook=notebook_at(tx, notebook))
    ran = find_execution(tx, state["execution"])
    if ran is not None and ran["notebook"] is not None:
        return Place(notebook=ran["notebook"])
    return Place(session=state["session"])


def _data(core: Core, refs: list[DataRef]) -> Iterator[DataCheck]:
    """Yield what differs. Small files that were only written to since are read to know."""
    disk, left = Disk(core), ALL_BYTES
    for ref in refs:
        if is_remote(ref.path) or (kind := disk.now(ref)) in {"same", "unknown"}:
            continue
        size = ref.size_bytes or 0
        if kind == "touched" and size <= min(READ_BYTES, left):
            left -= size
            (check,) = check_data(core, [ref], is_quick=True).checks
            if check.kind != "same":
                yield check
        elif kind == "touched":
            yield _told(ref, "unknown", "written to since; it was not read again")
        else:
            yield _told(ref, kind, _growth(core, disk, ref) if kind == "changed" else "")


def _growth(core: Core, disk: Disk, ref: DataRef) -> str:
    """Return how a file that surely changed differs, as far as is known without reading it."""
    if ref.files is not None:
        return ""
    found = disk.known(ref.path)
    present = replace(ref, digest=found.digest, size_bytes=found.size_bytes)
    return "; ".join(lines_between(core, ref, present))


def _told(ref: DataRef, kind: str, detail: str) -> DataCheck:
    return DataCheck(path=ref.path, kind=kind, before=ref.digest, now=None, detail=detail)
