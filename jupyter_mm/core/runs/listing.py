"""The list of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jupyter_mm.catalog.curves import CurveRow, curves, that_logged
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.listing import conditions, history_rows
from jupyter_mm.catalog.notebooks import notebook_at
from jupyter_mm.catalog.sessions import path_of_session
from jupyter_mm.core import policy
from jupyter_mm.core.causes.slices import Slices
from jupyter_mm.core.filters import parse
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.runs.curves import metrics_of_run
from jupyter_mm.core.runs.filtering import matching
from jupyter_mm.core.runs.groups import Logging, Span, spans
from jupyter_mm.core.runs.naming import name_of
from jupyter_mm.core.runs.parameters import parameters_of
from jupyter_mm.domain.history import HistoryRow
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.domain.run import Run, RunList, RunsQuery
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core

MOST_RUNS = 200
MOST_POINTS = 1_000
LOOKED_AT = 1_000
"""Executions that logged which are looked at, the newest first."""
SEARCH_S = 5.0


def list_runs(core: Core, actor: Actor, query: RunsQuery) -> RunList:
    """Return runs with what they logged, newest first.

    Of the newest thousand executions that logged; of those that still run, as far as this process
    was sent their values. Raises InvalidError for a filter or number without meaning, or for a
    search that takes over 5 s.
    """
    policy.require(actor, Scope.READ)
    terms = parse(query.where)
    if not (1 <= query.limit <= MOST_RUNS and 1 <= query.points <= MOST_POINTS):
        raise InvalidError(
            f"A list has 1 to {MOST_RUNS} runs, and a curve 1 to {MOST_POINTS:,} points."
        )
    with core.catalog.read(within_s=SEARCH_S) as tx:
        asked = _Asked(core, tx, query)
        found = asked.spans()
        shown = found if terms else found[-query.limit - 1 :]
        runs = matching(tx, asked.runs(shown), terms)
        has_more = len(runs) > query.limit or asked.is_cut
    return RunList(runs=tuple(reversed(runs[-query.limit :])), has_more=has_more)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What runs are made of, from several tables, by execution."""

    curves: Mapping[str, Sequence[CurveRow]]
    listed: Mapping[str, HistoryRow]
    slices: Slices


class _Asked:
    """One question, while it is being answered."""

    def __init__(self, core: Core, tx: Connection, query: RunsQuery) -> None:
        self._core, self._tx, self._points = core, tx, query.points
        self._notebook = None if query.notebook is None else notebook_path(query.notebook)
        self._session = query.session
        if query.beside is not None:
            self._notebook = path_of_session(tx, query.beside)
            self._session = query.beside if self._notebook is None else None
        self.is_cut = False
        """Whether there are older executions that logged than were looked at."""

    def spans(self) -> list[Span]:
        """Return the executions of each run, the oldest run first."""
        tx, number = self._tx, None
        if self._notebook is not None:
            number = notebook_at(tx, self._notebook)
        rows = []
        if self._notebook is None or number is not None:
            clauses = conditions(tx, notebook=number, session=self._session)
            rows = that_logged(tx, clauses, limit=LOOKED_AT + 1)
        self.is_cut = len(rows) > LOOKED_AT
        recorded = [_recorded(row) for row in reversed(rows[:LOOKED_AT])]
        return spans([*recorded, *self._live()])

    def _live(self) -> Iterator[Logging]:
        """Yield executions that log and are not recorded yet."""
        waiting = self._core.live.all()
        known = executions_of(self._tx, waiting)
        for id_, session in waiting.items():
            if id_ in known:
                self._core.live.forget(id_)  # seen by the server, or recorded this very moment
                continue
            path = path_of_session(self._tx, session)
            is_asked = self._session in {None, session}
            if is_asked and (self._notebook is None or path == self._notebook):
                yield Logging(id=id_, session=session, cell=self._at_work(path).get(id_), row=None)

    def _at_work(self, path: str | None) -> Mapping[str, str | None]:
        """Return the executions of a notebook that run now, with their cells."""
        return {} if path is None else self._core.running(path)

    def runs(self, found: list[Span]) -> list[Run]:
        """Return the runs of these spans, each named by how it differs from the one before."""
        rows = [part.row for span in found for part in span.parts if part.row is not None]
        ids = [id_ for span in found for id_ in span.ids]
        parts = _Parts(
            curves=curves(self._tx, ids, points=self._points),
            listed={one.execution: one for one in history_rows(self._tx, rows)},
            slices=Slices(self._tx, [row["id"] for row in rows]),
        )
        runs: list[Run] = []
        before: dict[str | None, Run] = {}
        for span in found:
            run = self._run(span, parts)
            if run is None:
                continue
            run = replace(run, name=name_of(run, before.get(run.notebook)))
            before[run.notebook] = run
            runs.append(run)
        return runs

    def _run(self, span: Span, parts: _Parts) -> Run | None:
        metrics = metrics_of_run(span.ids, parts.curves, self._points)
        values = [one.row for id_ in span.ids for one in parts.curves.get(id_, ())]
        if not values:
            return None  # what was logged was damaged, or has just been taken away
        over = [parts.listed[id_] for id_ in span.ids if id_ in parts.listed]
        past = {row["id"]: row for id_ in span.ids for row in parts.slices.past(id_)}
        code = sorted(past.values(), key=lambda row: int(row["position"]))
        began, ended = (find(row["logged_at"] for row in values) for find in (min, max))
        path = over[-1].notebook if over else path_of_session(self._tx, span.opener.session)
        return Run(
            id=span.opener.id,
            name=over[0].title if over else "",
            notebook=path,
            session=span.opener.session,
            number=span.number,
            started_at=began,
            last_at=ended,
            is_running=any(
                part.row is None and part.id in self._at_work(path) for part in span.parts
            ),
            executions=span.ids,
            metrics=metrics,
            parameters=parameters_of((row["source"] for row in code), [m.name for m in metrics]),
            seconds=sum(row["duration_s"] for row in code) or ended - began,
            data=len({ref.path for row in code for ref in parts.slices.read_by(row["id"])}),
            row=over[-1] if over else None,
        )


def _recorded(row: Row) -> Logging:
    session = row["session"] or row["kernel_id"] or ""
    return Logging(id=row["id"], session=session, cell=row["cell"], row=row)
