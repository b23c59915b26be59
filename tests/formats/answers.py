"""What a store says when it is asked everything, as text to compare."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core.data import list_data
from jupyter_mm.core.environments import show_environment
from jupyter_mm.core.history import (
    list_history,
    show_checkpoint,
    show_execution,
    show_notebook,
)
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.latest_outputs import latest_outputs
from jupyter_mm.core.verdicts import list_verdicts
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain import canonical
from jupyter_mm.domain.data_answers import DataQuery
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import MMError
from jupyter_mm.testing.stores import ACTOR, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.core import Core
    from jupyter_mm.domain.environment import Environment


def environment(core: Core, checkpoint: str) -> Environment | str:
    """Return what a lock says, or the kind of error where none is kept or it cannot be read."""
    try:
        return show_environment(core, ACTOR, checkpoint).environment
    except MMError as error:
        return error.kind


def answers(home: Path) -> str:
    with open_store(home) as core:
        take_in(core, ACTOR, Outbox(home))
        rows = list_history(core, ACTOR, HistoryQuery()).rows
        found = {
            "history": rows,
            "executions": [show_execution(core, ACTOR, row.execution) for row in rows],
            "checkpoints": [
                show_checkpoint(core, ACTOR, row.checkpoint)
                for row in rows
                if row.checkpoint is not None
            ],
            "notebooks": [show_notebook(core, ACTOR, row.execution) for row in rows],
            "environments": {
                row.execution: environment(core, row.checkpoint) for row in rows if row.checkpoint
            },
            "data": [(use.execution, use.ref) for use in list_data(core, ACTOR, DataQuery()).items],
            "verdicts": {
                row.execution: list_verdicts(core, ACTOR, row.checkpoint).items
                for row in rows
                if row.checkpoint
            },
            "outputs": latest_outputs(core, ACTOR, "golden.ipynb"),
            "references": {
                ref: show_checkpoint(core, ACTOR, ref, session="5e" * 16).checkpoint.id
                for ref in ("now", "best", "last:depth", "best:acc")
            },
            "verify": verify_store(core, ACTOR),
        }
    return json.dumps(canonical.plain(found), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
