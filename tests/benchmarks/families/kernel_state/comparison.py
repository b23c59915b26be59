"""All backends of one workload side by side, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.benchmarks.families.kernel_state.results import Result, Visit

HEAD = (
    "backend",
    "cells",
    "overhead",
    "p50",
    "p95",
    "x p50",
    "stored",
    "x stored",
    "added RSS",
    "drain",
    "restore, first use",
    "restore, new process",
    "wrong",
    "errors",
)
LISTED = 3


def compared(results: Sequence[Result], scale: float) -> str:
    """Return one table for each workload; `x` columns are ours divided by that row's."""
    parts = []
    for name in dict.fromkeys(result.workload for result in results):
        rows = [result for result in results if result.workload == name]
        workload = WORKLOADS[name](scale)
        parts += ["", f"{name} at scale {scale:g}: {workload.title}", ""]
        parts.append(aligned([HEAD, *(_cells(row, rows[0]) for row in rows)]))
        head = ("overhead p50", *(_name(row) for row in rows))
        phases = (
            (phase, *(_ms(row.p50_ms(cells)) for row in rows))
            for phase, cells in workload.phases.items()
        )
        parts += ["", aligned([head, *phases])]
        parts += [f"- {line}" for row in rows for line in _remarks(row)]
    return "\n".join(parts)


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells as a table."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in ruled
    )


def _cells(row: Result, first: Result) -> tuple[str, ...]:
    everything = range(row.cells)
    wrong = sum(not visit.is_right for visit in row.all_visits())
    added = row.added_bytes()
    return (
        _name(row) + ("" if row.is_complete else f" ({len(row.overhead_s)}/{row.cells} cells)"),
        _seconds(sum(row.code_s)),
        _seconds(sum(row.overhead_s)),
        _ms(row.p50_ms(everything)),
        _ms(_p95(row)),
        _ratio(first.p50_ms(everything), row.p50_ms(everything)),
        _megabytes(row.stored_bytes),
        _ratio(first.stored_bytes, row.stored_bytes),
        "-" if added is None else _megabytes(added),
        _seconds(row.drain_s),
        _visits(row.visits),
        _visits(row.new_process),
        str(wrong),
        str(len(row.errors)),
    )


def _remarks(row: Result) -> Iterable[str]:
    """Return what a reader has to know of a row beside its figures."""
    slower = sum(row.code_s) - row.base_code_s
    yield f"{_name(row)}: code of the cells {slower * 1000:+.0f} ms against without"
    yield from (f"{_name(row)}: {text}" for text in [*row.notes, *row.errors[:LISTED]])
    bad = [visit for visit in row.all_visits() if not visit.is_right]
    for visit in bad[:LISTED]:
        yield f"{_name(row)}: state {visit.number} is wrong: {visit.error}"


def _name(row: Result) -> str:
    return f"{row.backend}, {row.pause_s:g} s between" if row.pause_s else row.backend


def _visits(visits: Sequence[Visit]) -> str:
    if not visits:
        return "-"
    worst = max(visits, key=lambda visit: visit.restore_s)
    use = max(visit.first_use_s for visit in visits)
    return f"{_ms(worst.restore_s * 1000)}, {_ms(use * 1000)}"


def _p95(row: Result) -> float | None:
    ordered = sorted(row.overhead_s)
    return ordered[max(0, -int(-0.95 * len(ordered) // 1) - 1)] * 1000 if ordered else None


def _ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2g}" if ours is not None and theirs else "-"


def _ms(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:.1f} MB"
