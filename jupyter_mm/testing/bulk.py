"""Large histories in seconds, for tests of speed: rows only, their blobs are not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import checkpoint_id, digest_of
from jupyter_mm.catalog.notebooks import ensure_notebook
from jupyter_mm.catalog.positions import next_position
from jupyter_mm.catalog.seal import Row, insert
from jupyter_mm.catalog.sessions import add_session
from jupyter_mm.catalog.tables import change, checkpoint, counter, execution, metric, tag
from jupyter_mm.domain.digest import Digest
from jupyter_mm.testing.captures import make_session
from jupyter_mm.testing.clocks import START

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core

BATCH = 5_000
SESSION = "5e" * 16


def fill(core: Core, executions: int, *, notebooks: int = 10, cells: int = 40) -> None:
    """Add executions with a checkpoint, a metric and two changed names each."""
    parent: Digest | None = None
    for first in range(0, executions, BATCH):
        numbers = range(first, min(first + BATCH, executions))
        with core.catalog.write() as tx:
            books = [ensure_notebook(tx, f"book-{n}.ipynb", START) for n in range(notebooks)]
            start = next_position(tx)
            if first == 0:
                session = make_session(SESSION)
                add_session(tx, session, notebook=books[0], position=start, now=START)
            rows = [_execution(n, start, books, cells) for n in numbers]
            states: list[Row] = []
            for n in numbers:
                states.append(_checkpoint(n, start, parent))
                parent = Digest(states[-1]["id"])
            insert(tx, execution, rows)
            insert(tx, checkpoint, states)
            insert(tx, metric, [_metric(n, start) for n in numbers])
            names = [(n, name) for n in numbers for name in (f"x{n % 7}", "model")]
            insert(tx, change, [{"execution": _id(n), "name": name} for n, name in names])
            tagged = [states[n - first]["id"] for n in numbers if n % 1000 == 0]
            insert(tx, tag, [{"checkpoint": id_, "name": "best", "place": 0} for id_ in tagged])
            highest = start + 2 * len(numbers) + 1
            tx.execute(counter.update().values(value=highest))


def _id(number: int) -> str:
    return f"{digest_of(str(number).encode())[:32]}_1_{number}"


def _execution(number: int, start: int, books: list[int], cells: int) -> Row:
    failed = number % 50 == 7  # noqa: PLR2004  # some fail
    return {
        "position": start + 1 + 2 * (number % BATCH),
        "id": _id(number),
        "session": SESSION,
        "kernel_id": None,
        "notebook": books[number // 100 % len(books)],
        "observed_notebook": books[number // 100 % len(books)],
        "cell": f"cell-{number % cells}",
        "count": number,
        "source": f"# step {number}\nmodel = fit(df, depth={number % 12})\n" + "y = f(x)\n" * 40,
        "title": f"depth {number % 12}",
        "status": "error" if failed else "ok",
        "failure_name": "ValueError" if failed else None,
        "failure_message": "no" if failed else None,
        "started_at": START + number,
        "duration_s": 0.5,
        "recorded_at": START + number,
        "captured_at": START + number,
        "observed_at": START + number,
        "lost": None,
        "document": None,
        "outputs": 0,
        "changes": 2,
        "thumbnail": None,
        "cells": '{"added":0,"changed":1,"removed":0}',
    }


def _checkpoint(number: int, start: int, parent: Digest | None) -> Row:
    manifest = digest_of(f"manifest {number}".encode())
    return {
        "id": str(checkpoint_id(manifest, parent)),
        "position": start + 2 + 2 * (number % BATCH),
        "execution": _id(number),
        "session": SESSION,
        "parent": parent and str(parent),
        "manifest": str(manifest),
        "signature": "blake3-keyed:none:none",
        "kept": 2,
        "skipped": 0,
        "size_bytes": 1000,
        "created_at": START + number,
        "message": None,
        "tags": int(number % 1000 == 0),
        "pinned": False,
    }


def _metric(number: int, start: int) -> Row:
    value = (number * 7919 % 1000) / 1000
    return {
        "execution": _id(number),
        "sequence": 0,
        "position": start,
        "name": "acc",
        "value": repr(value),
        "number": value,
        "step": None,
        "logged_at": START + number,
    }
