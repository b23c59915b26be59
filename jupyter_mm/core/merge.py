"""One row from two witnesses: the kernel's word goes first, the server's fills the gaps.

Either may come first; the row ends the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.executions import previous_run
from jupyter_mm.catalog.listing import error_of
from jupyter_mm.core.document_changes import place_of
from jupyter_mm.core.titles import title_of
from jupyter_mm.domain import canonical
from jupyter_mm.errors import CatalogDamagedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.capture import Capture
    from jupyter_mm.domain.document import Observation
    from jupyter_mm.domain.execution import Failure

IMAGES = ("image/png", "image/jpeg", "image/svg+xml", "image/gif", "image/webp")


def captured(capture: Capture, known: Row | None, *, position: int, now: float) -> Row:
    """Return the row with the kernel's facts over those that the server saw."""
    ran, failure = capture.execution, capture.execution.failure
    row = dict(known) if known is not None else _empty(ran.id, position=position, now=now)
    row.update(
        session=capture.session.id,
        kernel_id=capture.session.kernel_id or row["kernel_id"],
        cell=ran.cell or row["cell"],
        count=row["count"] if ran.count is None else ran.count,
        source=ran.source,
        status=ran.status,
        failure_name=failure.name if failure else None,
        failure_message=failure.message if failure else None,
        started_at=ran.started_at,
        duration_s=ran.duration_s,
        captured_at=now,
        changes=len(capture.changed),
        reads=None if capture.reads is None else len(capture.reads),
        effects=None if capture.effects is None else len(capture.effects),
        lost=capture.lost,
    )
    return row


def observed(
    seen: Observation, failure: Failure | None, known: Row | None, *, position: int, now: float
) -> Row:
    """Return the row with what the server saw, under the kernel's facts."""
    row = dict(known) if known is not None else _empty(seen.execution, position=position, now=now)
    if row["captured_at"] is None:
        row.update(
            cell=seen.cell,
            count=seen.count,
            source=seen.source,
            status=seen.status,
            failure_name=failure.name if failure else None,
            failure_message=failure.message if failure else None,
            started_at=seen.started_at,
            duration_s=seen.duration_s,
        )
    row.update(
        kernel_id=row["kernel_id"] or seen.kernel_id,
        cell=row["cell"] or seen.cell,
        count=seen.count if row["count"] is None else row["count"],
        observed_at=now,
        document=row["document"] if seen.document is None else str(seen.document),
        outputs=len(seen.outputs),
        thumbnail=thumbnail_type(seen),
    )
    return row


def titled(core: Core, tx: Connection, row: Row) -> Row:
    """Return the row with the title it gives itself."""
    try:
        previous = previous_run(tx, row)
    except CatalogDamagedError:
        previous = None  # a title less is better than no record
    counts = None if row["cells"] is None else canonical.loads(row["cells"].encode())
    title = title_of(
        row["source"],
        previous=None if previous is None else previous["source"],
        error=error_of(row),
        mended=_mended(core, row, previous),
        deleted=0 if counts is None else counts["removed"],
    )
    return {**row, "title": title}


def _mended(core: Core, row: Row, previous: Row | None) -> str | None:
    """Return what failed before and does not any more, as `ValueError in cell 7`."""
    if previous is None or not previous["failure_name"] or row["status"] != "ok":
        return None
    place = place_of(core.blobs, row["document"], row["cell"])
    where = "" if place is None else f" in cell {place}"
    return f"{previous['failure_name']}{where}"


def thumbnail_type(seen: Observation) -> str | None:
    """Return the type of the image that stands for the outputs: of the last that holds one."""
    for output in reversed(seen.outputs):
        for mime_type in IMAGES:
            if mime_type in output.mime_types and not output.truncated:
                return mime_type
    return None


def _empty(id_: str, *, position: int, now: float) -> Row:
    return {
        "position": position,
        "id": id_,
        "session": None,
        "kernel_id": None,
        "notebook": None,
        "observed_notebook": None,
        "cell": None,
        "count": None,
        "recorded_at": now,
        "captured_at": None,
        "observed_at": None,
        "lost": None,
        "document": None,
        "outputs": 0,
        "changes": 0,
        "reads": None,
        "effects": None,
        "environment": None,
        "data": None,
        "thumbnail": None,
        "cells": None,
    }
