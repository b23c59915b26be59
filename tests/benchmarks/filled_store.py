"""A store with the history of a year, without the year.

Executions go into the catalog by its own functions, a whole session in one transaction. What the
list does not read is left out: no manifests, no blobs, no documents.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.home import open_home
from jupyter_mm.catalog.database import open_catalog
from jupyter_mm.catalog.notebooks import ensure_notebook
from jupyter_mm.catalog.seal import insert
from jupyter_mm.catalog.sessions import add_session
from jupyter_mm.catalog.tables import change, checkpoint, counter, execution, metric
from jupyter_mm.domain.execution import KernelSession

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection

EXECUTIONS = 100_000
NOTEBOOKS = 20
SESSIONS = 500
FIRST_DAY = 1_750_000_000.0
Tables = dict[str, list[dict[str, Any]]]


def fill(home: Path) -> None:
    """Make a store of 500 sessions with 200 executions each, in 20 notebooks."""
    open_home(home)
    catalog = open_catalog(home)
    each = EXECUTIONS // SESSIONS
    for number in range(SESSIONS):
        with catalog.write() as tx:
            _add(tx, number, range(number * each + 1, (number + 1) * each + 1))
    catalog.close()


def notebook_path(number: int) -> str:
    """Return the path of one of the notebooks."""
    return f"project/notebook-{number % NOTEBOOKS}.ipynb"


def _add(tx: Connection, number: int, positions: Sequence[int]) -> None:
    started_at = FIRST_DAY + positions[0] * 60
    path = notebook_path(number)
    notebook = ensure_notebook(tx, path, started_at)
    session = KernelSession(
        id=_digest("session", number)[:32],
        kernel_id=_digest("kernel", number)[:32],
        language="python",
        version="3.11.7",
        host="bench",
        pid=1,
        started_at=started_at,
        notebook=path,
    )
    # Sessions stand in the same order as executions: behind all of them is room enough.
    place = EXECUTIONS + number + 1
    add_session(tx, session, notebook=notebook, position=place, now=started_at)
    found: Tables = {table.name: [] for table in (execution, checkpoint, change, metric)}
    for position in positions:
        _execution(found, position, session, notebook)
    for table in (execution, checkpoint, change, metric):
        insert(tx, table, found[table.name])
    top = {"value": EXECUTIONS + SESSIONS + 1}
    tx.execute(counter.update().where(counter.c.name == "position").values(**top))


def _execution(found: Tables, position: int, session: KernelSession, notebook: int) -> None:
    """Every tenth fails, every fifth logs two metrics, all but the failed change two names."""
    at, failed = FIRST_DAY + position * 60, position % 10 == 0
    id_ = _digest("execution", position)[:36]
    found["execution"].append(
        {
            "position": position,
            "id": id_,
            "session": session.id,
            "kernel_id": session.kernel_id,
            "notebook": notebook,
            "observed_notebook": notebook,
            "cell": f"cell-{position % 40}",
            "count": position % 200 + 1,
            "source": f"depth = {position % 13}\nmodel = train(frame, depth)\nscore(model)\n" * 4,
            "title": f"depth {position % 13} → {position % 11}",
            "status": "error" if failed else "ok",
            "failure_name": "ValueError" if failed else None,
            "failure_message": "Input contains NaN" if failed else None,
            "started_at": at,
            "duration_s": 1.5,
            "recorded_at": at + 2,
            "captured_at": at + 2,
            "observed_at": at + 2,
            "outputs": 0,
        }
    )
    found["checkpoint"].append(_checkpoint(position, id_, session.id, at))
    if not failed:
        found["change"] += [{"execution": id_, "name": name} for name in ("depth", "model")]
    if position % 5 == 0:
        found["metric"] += [_metric(id_, position, n, at) for n in range(2)]


def _checkpoint(position: int, execution_id: str, session: str, at: float) -> dict[str, Any]:
    return {
        "id": _digest("checkpoint", position),
        "position": position,
        "execution": execution_id,
        "session": session,
        "parent": _digest("checkpoint", position - 1) if position > 1 else None,
        "manifest": _digest("manifest", position),
        "signature": "blake3-keyed:0:0",
        "kept": 24,
        "skipped": 1,
        "size_bytes": 20_000_000,
        "created_at": at + 1.5,
        "message": "baseline" if position % 50 == 0 else None,
        "pinned": False,
    }


def _metric(execution_id: str, position: int, sequence: int, at: float) -> dict[str, Any]:
    number = position % 97 / 97
    return {
        "execution": execution_id,
        "sequence": sequence,
        "position": position,
        "name": ("accuracy", "loss")[sequence],
        "value": repr(number),
        "number": number,
        "step": None,
        "logged_at": at,
    }


def _digest(kind: str, number: int) -> str:
    return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
