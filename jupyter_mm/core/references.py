"""From what people type to one checkpoint. Forms: docs/reference/references.md."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import find_checkpoint
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.catalog.lookup import (
    Place,
    best_by,
    newest,
    newest_until,
    with_prefix,
    with_tag,
)
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.sessions import head_of
from jupyter_mm.domain.names import NAME_BYTES
from jupyter_mm.errors import AmbiguousError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row

SHORTEST = 4
BACK = 100_000

_NOW = re.compile(r"now(?:~(?P<back>[0-9]+))?")
_TIME = re.compile(r"@(?:(?P<day>\d{4}-\d\d-\d\d)[ T])?(?P<hour>\d\d?):(?P<minute>\d\d)")
_ID = re.compile(r"[0-9A-Za-z_-]{4,255}")


def resolve(
    tx: Connection,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
    now: float,
) -> Row:
    """Return the row of the one checkpoint that `ref` means.

    `now`, times, tags and `best:` look in the notebook or session that is named, else everywhere.
    Raises InvalidError for what is no reference, NotFoundError, or AmbiguousError naming the
    candidates.
    """
    if not ref or len(ref.encode("utf-8", "surrogatepass")) > NAME_BYTES or "\0" in ref:
        raise InvalidError("A reference has 1 to 255 bytes.")
    place = _place(tx, session=session, notebook=notebook)
    if match := _NOW.fullmatch(ref):
        return _back(tx, ref, place, int(match["back"] or 0))
    if match := _TIME.fullmatch(ref):
        return _required(newest_until(tx, place, _until(match, now)), ref)
    if ":" in ref:
        return _named(tx, ref, place)
    return _only(tx, ref, place)


def _place(tx: Connection, *, session: str | None, notebook: str | None) -> Place:
    if notebook is None:
        return Place(session=session)
    found = notebook_at(tx, notebook)
    if found is None:
        raise NotFoundError(f"Nothing is kept of a notebook {notebook}.")
    return Place(notebook=found, session=session)


def _required(row: Row | None, ref: str) -> Row:
    if row is None:
        raise NotFoundError(f"No checkpoint is meant by `{ref}`.")
    return row


def _back(tx: Connection, ref: str, place: Place, back: int) -> Row:
    """Return where the session stands, or what lies some checkpoints before it in the tree."""
    if back > BACK:
        raise InvalidError(f"`now~` counts to {BACK} at most.")
    head = head_of(tx, place.session) if place.session is not None else None
    row = newest(tx, place) if head is None else find_checkpoint(tx, head)
    for _ in range(back):
        row = find_checkpoint(tx, row["parent"]) if row and row["parent"] else None
    return _required(row, ref)


def _until(match: re.Match[str], now: float) -> float:
    """Return the end of the minute that is meant, on the clock of this computer."""
    local = datetime.fromtimestamp(now, tz=UTC).astimezone()
    try:
        day = datetime.fromisoformat(match["day"]) if match["day"] else local
        minute = day.replace(
            hour=int(match["hour"]), minute=int(match["minute"]), second=0, microsecond=0
        )
    except ValueError as error:
        raise InvalidError(f"{match[0]} is no time.") from error
    if match["day"]:
        minute = minute.replace(tzinfo=None).astimezone()
    elif minute > local:
        minute -= timedelta(days=1)
    return (minute + timedelta(minutes=1)).timestamp()


def _named(tx: Connection, ref: str, place: Place) -> Row:
    kind, _, name = ref.partition(":")
    if kind == "last" and name:
        return _required(next(iter(with_tag(tx, place, name)), None), ref)
    if kind == "best" and name.lstrip("-"):
        lowest = name.startswith("-")
        return _required(best_by(tx, place, name.removeprefix("-"), lowest=lowest), ref)
    if kind in {"run", "model"}:
        raise InvalidError(
            f"`{kind}:` is not available in this version.",
            hint="Use a tag, `best:METRIC`, `last:TAG`, `now~1`, `@10:30` or an id.",
        )
    raise InvalidError(f"`{ref}` is not a reference.")


def _only(tx: Connection, ref: str, place: Place) -> Row:
    """Return the checkpoint with this tag or this beginning of an id."""
    if len(ref) < SHORTEST and not with_tag(tx, place, ref):
        raise InvalidError(f"`{ref}` is no tag, and an id needs {SHORTEST} digits at least.")
    found = {row["id"]: row for row in with_tag(tx, place, ref)}
    if len(ref) >= SHORTEST and _ID.fullmatch(ref):
        found |= {row["id"]: row for row in with_prefix(tx, ref)}
    if len(found) > 1:
        raise AmbiguousError(f"`{ref}` may mean {_candidates(tx, list(found.values()))}.")
    return _required(next(iter(found.values()), None), ref)


def _candidates(tx: Connection, rows: list[Row]) -> str:
    """Return the candidates as people know them."""
    ran = [find_execution(tx, row["execution"]) for row in rows]
    listed = history_rows(tx, [row for row in ran if row is not None])
    return "; ".join(f"{(row.checkpoint or '')[:10]} “{row.title}”" for row in listed)
