"""Why a metric changed: what differs between two states, and how much of it can matter.

A cause that is named wrongly costs a day: `proved` and `ruled out` are said only with evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_after
from jupyter_mm.catalog.executions import find_execution, latest_metric_rows, metric_of
from jupyter_mm.catalog.listing import conditions, history_rows
from jupyter_mm.catalog.logged import last_logged, latest_that_logged, names_logged
from jupyter_mm.catalog.seal import Row
from jupyter_mm.core import policy
from jupyter_mm.core.causes.chance import Chance
from jupyter_mm.core.causes.differences import Environments, differences
from jupyter_mm.core.causes.evidence import Evidence, Finding, Trial, figure
from jupyter_mm.core.causes.ingredients import ingredients_of
from jupyter_mm.core.causes.outside import outside
from jupyter_mm.core.causes.settings import Settings
from jupyter_mm.core.causes.slices import Slices
from jupyter_mm.core.data import SEARCH_S
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.comparison import MetricChange, Side
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import LatestMetric
from jupyter_mm.domain.why import Cause, Why
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from jupyter_mm.core.causes.differences import Difference
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.why import WhyQuery

TRIALS = 100
"""Executions that logged the metric which are looked at for evidence, the newest first."""
_VERDICTS = ("proved", "plausible", "ruled out")
_KINDS = ("parameter", "code", "seed", "data", "environment")


def why(core: Core, actor: Actor, query: WhyQuery) -> Why:
    """Return what can have changed a metric between two states, the most likely first.

    Raises NotFoundError where the metric was not logged on the way, what the references raise.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read(within_s=SEARCH_S) as tx:
        before, after = (_state(core, tx, query, ref) for ref in (query.before, query.after))
        return _Question(core, tx, query.metric, before, after).answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """One of the two states, and where its value of the metric was logged."""

    row: Row
    side: Side
    logged: Row


def _state(core: Core, tx: Connection, query: WhyQuery, ref: str) -> _State:
    ran = find_execution(tx, ref)
    row = None if ran is None else checkpoint_after(tx, ran["id"])
    if row is None:
        row = resolve(tx, ref, session=query.session, notebook=query.notebook, now=core.clock())
    logged = last_logged(tx, row["id"], query.metric)
    if logged is None:
        known = ", ".join(names_logged(tx, row["id"], 8))
        hint = f"Logged there: {known}." if known else "Nothing was logged there: %mm_log acc=0.93"
        raise NotFoundError(f"{query.metric[:80]} was not logged on the way to {ref}.", hint=hint)
    return _State(row=row, side=_side(tx, row, ref, is_execution=ran is not None), logged=logged)


def _side(tx: Connection, row: Row, ref: str, *, is_execution: bool) -> Side:
    ran = find_execution(tx, row["execution"])
    (listed,) = history_rows(tx, [] if ran is None else [ran])
    return Side(
        ref=ref,
        kind="execution" if is_execution else "checkpoint",
        execution=listed.execution,
        checkpoint=Digest(row["id"]),
        title=listed.title,
        message=listed.message,
        at=listed.started_at,
        complete=ran is not None and ran["document"] is not None,
    )


class _Question:
    """One question, while it is being answered."""

    def __init__(
        self, core: Core, tx: Connection, metric: str, before: _State, after: _State
    ) -> None:
        """Load what both values, and other values of the metric, were made of."""
        self._core, self._tx, self._metric = core, tx, metric
        self._before, self._after = before, after
        self._values = self._numbers()
        self._slices = Slices(tx, self._values)
        self._environments = Environments(core)
        first, second = before.logged["execution"], after.logged["execution"]
        self._then = ingredients_of(self._slices, self._environments, first)
        self._now = ingredients_of(self._slices, self._environments, second)
        self._chance = Chance(core, tx)
        trials = [
            Trial(made_of=ingredients_of(self._slices, self._environments, id_), value=value)
            for id_, value in self._values.items()
            if value is not None
        ]
        self._evidence = Evidence(metric, trials, self._environments, self._chance, Settings(tx))

    def answer(self) -> Why:
        """Return the causes, ranked."""
        found = differences(self._environments, self._then, self._now)
        causes = [self._cause(one) for one in found]
        causes += self._by_chance(is_alone=not found)
        unknown = tuple(dict.fromkeys((*self._then.unknown, *self._now.unknown)))
        aside = outside(
            self._core, self._tx, self._chance, self._metric,
            (self._before.row, self._after.row), (self._then, self._now),
        )  # fmt: skip
        causes = [_unsure(one) if unknown else one for one in (*causes, *aside)]
        order = {one: place for place, one in enumerate(_VERDICTS)}
        kinds = {one: place for place, one in enumerate(_KINDS)}
        causes.sort(key=lambda one: (order[one.verdict], kinds[one.kind]))
        return Why(
            metric=self._change(),
            before=self._before.side,
            after=self._after.side,
            causes=tuple(causes),
            depends_on=len(self._now.past),
            notes=unknown,
        )

    def _numbers(self) -> dict[str, float | None]:
        """Return values of the metric in the same notebook, the oldest first, by execution."""
        ran = find_execution(self._tx, self._after.row["execution"])
        notebook = None if ran is None else ran["notebook"]
        session = None if notebook is not None else self._after.row["session"]
        clauses = conditions(self._tx, notebook=notebook, session=session)
        rows = latest_that_logged(self._tx, self._metric, clauses, TRIALS)
        wanted = dict.fromkeys(row["id"] for row in reversed(rows))
        wanted |= dict.fromkeys(one.logged["execution"] for one in (self._before, self._after))
        logged = [r for r in latest_metric_rows(self._tx, wanted) if r["name"] == self._metric]
        numbers = {row["execution"]: _number(row["number"]) for row in logged}
        return {id_: numbers.get(id_) for id_ in wanted}

    def _change(self) -> MetricChange:
        before, after = (_latest(one.logged) for one in (self._before, self._after))
        first, second = (_number(one.logged["number"]) for one in (self._before, self._after))
        change = None if first is None or second is None else second - first
        return MetricChange(name=self._metric, before=before, after=after, change=change)

    def _cause(self, difference: Difference) -> Cause:
        finding = self._evidence.finding(difference.change) or self._unproved(difference)
        return Cause(
            kind=difference.kind,
            name=difference.name,
            verdict=finding.verdict,
            text=difference.text,
            reason=finding.reason,
            execution=difference.execution or finding.execution,
        )

    def _unproved(self, difference: Difference) -> Finding:
        if difference.kind == "data":
            reason = f"{self._metric} came from what was read there."
        elif difference.kind == "environment" and not difference.is_direct:
            reason = "It was there; whether anything used it is not recorded."
        elif difference.kind == "environment":
            reason = "It was installed on request; whether these cells used it is not recorded."
        else:
            reason = f"{self._metric} came from this cell."
        return Finding(verdict="plausible", reason=reason)

    def _by_chance(self, *, is_alone: bool) -> list[Cause]:
        """Return what random numbers, or what nobody recorded, can have done."""
        drew = self._chance.differing_start(self._then, self._now)
        spread, change = self._evidence.spread(), self._change().change
        if drew is not None:
            cause = self._random(drew, spread, change)
            return [cause if is_alone else replace(cause, verdict="plausible")]
        if is_alone and change:
            text = "code, data and packages are the same"
            reason = "Something that is not recorded: time, network, threads, another program."
            name, verdict = "not recorded", "plausible"
            return [_cause("seed", name, verdict, text, reason)]
        return []

    def _random(self, row: Row, spread: float | None, change: float | None) -> Cause:
        if spread is None:
            verdict, reason = "plausible", "No run was repeated to tell how much that does."
        elif spread == 0:  # chance may give the same twice
            verdict = "plausible"
            reason = f"Repeating a run without any change gave the same {self._metric}."
        else:
            is_enough = change is not None and spread >= abs(change)
            verdict = "proved" if is_enough else "plausible"
            reason = f"Repeating a run without any change moved {self._metric} by {figure(spread)}."
        text = "the generators started elsewhere, and no seed was set"
        return _cause("seed", "random numbers", verdict, text, reason, row["id"])


def _cause(  # the fields of a Cause
    kind: str, name: str, verdict: str, text: str, reason: str, execution: str | None = None
) -> Cause:
    return Cause(
        kind=kind, name=name, verdict=verdict, text=text, reason=reason, execution=execution
    )


def _unsure(cause: Cause) -> Cause:
    """Return a cause of which nothing is certain."""
    if cause.verdict != "ruled out":
        return replace(cause, verdict="plausible")
    reason = "Nothing that was recorded depends on it, but not all was recorded."
    return replace(cause, verdict="plausible", reason=reason)


def _latest(row: Row) -> LatestMetric:
    found = metric_of(row)
    return LatestMetric(name=found.name, value=found.value, step=found.step)


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
