"""`%mm_runs`: what was logged, a line for each run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, overload

from jupyter_mm.domain.run import Parameter, Run, RunMetric
from jupyter_mm.domain.run_columns import (
    are_of_several_notebooks,
    columns,
    mark_of,
    shown,
    sorted_by,
    value_of,
)
from jupyter_mm.kernel.talking.displays import row_of
from jupyter_mm.kernel.talking.sheets import Action, Line, Sheet, Shown, Table, short

NAME = 32


class RunTable(Shown, Sequence[Run]):
    """Runs, newest first or in the order that was asked for."""

    def __init__(self, runs: Sequence[Run], *, has_more: bool = False) -> None:
        """`has_more` tells that there are older ones."""
        self._runs, self.has_more = tuple(runs), has_more
        self._columns = columns(self._runs)
        self._has_places = are_of_several_notebooks(self._runs)

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> RunTable: ...
    def __getitem__(self, index: int | slice) -> Run | RunTable:
        """Return a run, or those of a slice."""
        if isinstance(index, slice):
            return RunTable(self._runs[index], has_more=self.has_more)
        return self._runs[index]

    def __iter__(self) -> Iterator[Run]:
        """Go through the runs."""
        return iter(self._runs)

    def __len__(self) -> int:
        """Return the number of runs listed."""
        return len(self._runs)

    @property
    def df(self) -> Any:
        """All of it as a pandas frame: a row for each run, a column for each metric and parameter.

        Raises ModuleNotFoundError without pandas.
        """
        pandas = import_module("pandas")
        return pandas.DataFrame(
            [
                {
                    "name": run.name,
                    "notebook": run.notebook,
                    "started": pandas.to_datetime(run.started_at, unit="s", utc=True),
                    **{one.name: one.value for one in run.parameters},
                    **{one.name: one.last for one in run.metrics},
                }
                for run in self._runs
            ],
            index=[run.id for run in self._runs],
        )

    def __repr__(self) -> str:
        """Return a table of at most 80 columns."""
        if not self._runs:
            return "Nothing was logged yet. Try %mm_log acc=0.93"
        rows = [self._header(), *map(self._cells, self._runs)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            short("  ".join(cell.ljust(n) for cell, n in zip(row, widths, strict=True)).rstrip())
            for row in rows
        ]
        return "\n".join([*lines, *self._notes()])

    def sheet(self) -> Sheet:
        """Return the runs; the page opens the state after one."""
        lines = tuple(Line(cells=self._cells(run), ref=_state_of(run)) for run in self._runs)
        return Sheet(
            kind="runs",
            title="1 run" if len(lines) == 1 else f"{len(lines)} runs",
            tables=(Table(caption="", header=self._header(), lines=lines),) if lines else (),
            notes=tuple(self._notes()),
            actions=(Action(command="jupyter-mm:open-runs", args={}),),
        )

    def _header(self) -> tuple[str, ...]:
        place = ("notebook",) if self._has_places else ()
        return ("time", "", "name", *place, *self._columns)

    def _cells(self, run: Run) -> tuple[str, ...]:
        began = datetime.fromtimestamp(run.started_at, UTC).astimezone().strftime("%m-%d %H:%M")
        name = run.name if len(run.name) <= NAME else run.name[: NAME - 1] + "…"
        place = (run.notebook or "",) if self._has_places else ()
        values = (shown(value_of(run, one)) for one in self._columns)
        return (began, mark_of(run), name, *place, *values)

    def _notes(self) -> list[str]:
        return ["There are older ones: -n shows more."] if self.has_more else []


def _state_of(run: Run) -> str | None:
    """Return what the page opens: the state after the run."""
    return None if run.row is None else run.row.checkpoint or run.row.execution


def table_of(found: dict[str, Any], sort: str | None) -> RunTable:
    """Return the runs of an answer; sorted by a name, or as they came, the newest first."""
    runs = [run_of(one) for one in found["runs"]]
    return RunTable(sorted_by(runs, sort) if sort else runs, has_more=found["has_more"])


def run_of(value: dict[str, Any]) -> Run:
    """Return a run as the store sends it."""
    metrics = (
        RunMetric(**{**one, "steps": tuple(one["steps"]), "values": tuple(one["values"])})
        for one in value["metrics"]
    )
    known = {
        **value,
        "executions": tuple(value["executions"]),
        "metrics": tuple(metrics),
        "parameters": tuple(Parameter(**one) for one in value["parameters"]),
        "row": value["row"] and row_of(value["row"]),
    }
    return Run(**known)
