"""What verbs give back: sequences and records that show themselves as text and as a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from jupyter_mm.domain.history import HistoryRow, LatestMetric

if TYPE_CHECKING:
    from jupyter_mm.kernel.plan import RestorePlan, RestoreReport

WIDTH = 80
_TABLE = (
    '<table style="font-size:var(--jp-ui-font-size1,13px)">'
    "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
)


class History(Sequence[HistoryRow]):
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
            lines.append(text if len(text) <= WIDTH else text[: WIDTH - 1] + "…")
        return "\n".join([*lines, f"{len(self._rows)} of {self.total}"])

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415  # only pages ask for it

        head = "".join(f"<th>{name}</th>" for name in ("id", "time", "", "title", "metrics"))
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(row))}</tr>"
            for row in self._rows
        )
        return _TABLE.format(f"{len(self._rows)} of {self.total} executions", head, body)


@dataclass(frozen=True, slots=True, repr=False)
class CheckpointView:
    """One checkpoint: what comes back, what does not and why."""

    detail: dict[str, Any]

    def __repr__(self) -> str:
        """Return a table of the variables."""
        lines = [self._title()]
        for name, kind, summary, reason in self._rows():
            text = f"  {name:16}  {kind:20}  {'not kept: ' + reason if reason else summary}"
            lines.append(text if len(text) <= WIDTH else text[: WIDTH - 1] + "…")
        lines += [f"  read {ref['path']}" for ref in self.detail["inputs"]]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415  # as above

        head = "".join(f"<th>{name}</th>" for name in ("name", "type", "value", "not kept"))
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
            for row in self._rows()
        )
        return _TABLE.format(escape(self._title()), head, body)

    def _title(self) -> str:
        row, checkpoint = self.detail["row"], self.detail["checkpoint"]
        return f"{checkpoint['id'][:10]} {row['title']} · Python {self.detail['python']}"

    def _rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (one["name"], one["type"], one["summary"], one["reason"] or "")
            for one in self.detail["variables"]
        ]


class PlanView:
    """What a restore would do."""

    def __init__(self, plan: RestorePlan) -> None:
        """Show this plan."""
        self.plan = plan

    def __repr__(self) -> str:
        """Return the plan in a few lines."""
        plan = self.plan
        lines = [f"Restoring {plan.checkpoint.id.short} would"]
        lines += [f"  load {one.name} {one.type} {one.summary}".rstrip() for one in plan.load]
        lines += [f"  remove {name}" for name in plan.remove]
        lines += [f"  not bring back {one.name}: {one.reason}" for one in plan.cannot]
        lines.append(f"  leave {len(plan.unchanged)} unchanged")
        return "\n".join(lines)


class ReportView:
    """What a restore did."""

    def __init__(self, report: RestoreReport) -> None:
        """Show this report."""
        self.report = report

    def __repr__(self) -> str:
        """Return the report in a few lines."""
        return self.report.text()


def history_of(page: dict[str, Any]) -> History:
    """Return the history of a page as the store sends it."""
    return History([_row(row) for row in page["rows"]], page["total"])


def _row(value: dict[str, Any]) -> HistoryRow:
    known = {name: value[name] for name in HistoryRow.__slots__ if name in value}
    known["metrics"] = tuple(LatestMetric(**metric) for metric in value["metrics"])
    known["tags"], known["changed"] = tuple(value["tags"]), tuple(value["changed"])
    return HistoryRow(**known)


def _cells(row: HistoryRow) -> tuple[str, str, str, str, str]:
    clock = datetime.fromtimestamp(row.started_at, UTC).astimezone().strftime("%H:%M:%S")
    mark = "✖" if row.status == "error" else "◆" if row.message else ""
    metrics = ", ".join(f"{metric.name} {metric.value}" for metric in row.metrics)
    return (row.checkpoint or "")[:10], clock, mark, row.title, metrics
