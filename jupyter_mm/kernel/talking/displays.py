"""What verbs give back: sequences and records that show themselves as text and as a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from jupyter_mm.domain.history import HistoryRow, LatestMetric
from jupyter_mm.kernel.talking.sheets import Action, Line, Sheet, Shown, Table, short

if TYPE_CHECKING:
    from jupyter_mm.kernel.restoring.plan import RestorePlan
    from jupyter_mm.kernel.restoring.report import RestoreReport


class History(Shown, Sequence[HistoryRow]):
    """Executions, newest first."""

    def __init__(self, rows: Sequence[HistoryRow], total: int) -> None:
        """`total` counts all that match, listed here or not."""
        self._rows, self.total = tuple(rows), total

    @overload
    def __getitem__(self, index: int) -> HistoryRow: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> HistoryRow | History:
        """Return a row, or the rows of a slice."""
        if isinstance(index, slice):
            return History(self._rows[index], self.total)
        return self._rows[index]

    def __iter__(self) -> Iterator[HistoryRow]:
        """Go through the rows."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return the number of rows listed."""
        return len(self._rows)

    def __repr__(self) -> str:
        """Return a table of at most 80 columns."""
        if not self._rows:
            return "No executions are kept yet."
        lines = [f"{'id':10}  {'time':8}  {'':2}title"]
        for row in self._rows:
            name, clock, mark, title, metrics = _cells(row)
            text = f"{name:10}  {clock:8}  {mark:2}{title}" + (f" · {metrics}" if metrics else "")
            lines.append(short(text))
        return "\n".join([*lines, f"{len(self._rows)} of {self.total}"])

    def sheet(self) -> Sheet:
        """Return the rows; the page opens what a row stands for."""
        lines = tuple(
            Line(
                cells=_cells(row),
                ref=row.checkpoint or row.execution,
                tone="bad" if row.status == "error" else "",
            )
            for row in self._rows
        )
        header = ("id", "time", "", "title", "metrics")
        return Sheet(
            kind="history",
            title=f"{len(self._rows)} of {self.total} executions",
            tables=(Table(caption="", header=header, lines=lines),) if lines else (),
            actions=(Action(command="jupyter-mm:open-sidebar", args={}),),
        )


@dataclass(frozen=True, slots=True, repr=False)
class CheckpointView(Shown):
    """One checkpoint: what comes back, what does not and why."""

    detail: dict[str, Any]

    def __repr__(self) -> str:
        """Return a table of the variables."""
        lines = [self._title()]
        for name, kind, summary, reason in self._rows():
            text = f"  {name:16}  {kind:20}  {'not kept: ' + reason if reason else summary}"
            lines.append(short(text))
        lines += [f"  read {ref['path']}" for ref in self.detail["inputs"]]
        return "\n".join(lines)

    def sheet(self) -> Sheet:
        """Return the variables, and what may be done with the checkpoint."""
        lines = tuple(Line(cells=row, tone="quiet" if row[3] else "") for row in self._rows())
        header = ("name", "type", "value", "not kept")
        ref = {"ref": self.detail["checkpoint"]["id"]}
        return Sheet(
            kind="checkpoint",
            title=self._title(),
            tables=(Table(caption="Variables", header=header, lines=lines),) if lines else (),
            notes=tuple(f"read {ref['path']}" for ref in self.detail["inputs"]),
            actions=tuple(
                Action(command=f"jupyter-mm:{name}", args=ref)
                for name in ("open-checkpoint", "restore")
            ),
        )

    def _title(self) -> str:
        row, checkpoint = self.detail["row"], self.detail["checkpoint"]
        return f"{checkpoint['id'][:10]} {row['title']} · Python {self.detail['python']}"

    def _rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (one["name"], one["type"], one["summary"], one["reason"] or "")
            for one in self.detail["variables"]
        ]


class PlanView(Shown):
    """What a restore would do."""

    def __init__(self, plan: RestorePlan) -> None:
        """Show this plan."""
        self.plan = plan

    def __repr__(self) -> str:
        """Return the plan in a few lines."""
        return self.plan.text()

    def sheet(self) -> Sheet:
        """Return the plan, and the restore that it is of."""
        told, *lines = self.plan.text().splitlines()
        title = told.replace(" would", f" “{self.plan.request.title}” would")
        args = {"ref": self.plan.checkpoint.id}
        action = Action(command="jupyter-mm:restore", args=args)
        return Sheet(kind="plan", title=title, notes=tuple(lines), actions=(action,))


class ReportView(Shown):
    """What a restore did."""

    def __init__(self, report: RestoreReport) -> None:
        """Show this report."""
        self.report = report

    def __repr__(self) -> str:
        """Return the report in a few lines."""
        return self.report.text()

    def sheet(self) -> Sheet:
        """Return the report; the last line says how to take it back, the page has a button."""
        title, *lines, _undo = self.report.text().splitlines()
        action = Action(command="jupyter-mm:undo-restore", args={})
        return Sheet(kind="report", title=title, notes=tuple(lines), actions=(action,))


def history_of(page: dict[str, Any]) -> History:
    """Return the history of a page as the store sends it."""
    return History([row_of(row) for row in page["rows"]], page["total"])


def row_of(value: dict[str, Any]) -> HistoryRow:
    """Return a row of the history as the store sends it."""
    known = {name: value[name] for name in HistoryRow.__slots__ if name in value}
    known["metrics"] = tuple(LatestMetric(**metric) for metric in value["metrics"])
    known["tags"], known["changed"] = tuple(value["tags"]), tuple(value["changed"])
    return HistoryRow(**known)


def _cells(row: HistoryRow) -> tuple[str, str, str, str, str]:
    clock = datetime.fromtimestamp(row.started_at, UTC).astimezone().strftime("%H:%M:%S")
    mark = "✖" if row.status == "error" else "◆" if row.message else ""
    metrics = ", ".join(f"{metric.name} {metric.value}" for metric in row.metrics)
    return (row.checkpoint or "")[:10], clock, mark, row.title, metrics
