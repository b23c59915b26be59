"""What tests of the core ask again and again."""

from __future__ import annotations

from typing import Any

from jupyter_mm.core.context import Core
from jupyter_mm.core.events import Event, HistoryChanged
from jupyter_mm.core.verify import verify_store
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.testing.stores import ACTOR


def damaged(core: Core) -> set[tuple[str, str]]:
    return {(found.kind, found.name) for found in verify_store(core, ACTOR).damage}


def told(events: list[Event]) -> list[str]:
    return [event.what for event in events if isinstance(event, HistoryChanged)]


def metric(sequence: int, name: str, value: Any, step: int | None = None) -> Metric:
    return Metric(sequence=sequence, name=name, value=value, step=step, logged_at=1.0)


def batch(execution: str, *metrics: Metric) -> LogBatch:
    return LogBatch(session="0" * 32, execution=execution, metrics=metrics)
