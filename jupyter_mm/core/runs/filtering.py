"""Which runs a filter means: by metrics and parameters, or by what holds for any execution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.curves import among
from jupyter_mm.catalog.terms import OPERATORS, Compared, Term, Words
from jupyter_mm.domain import canonical
from jupyter_mm.domain.run_columns import Value, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from jupyter_mm.domain.run import Run


def matching(tx: Connection, runs: Iterable[Run], terms: Iterable[Term]) -> list[Run]:
    """Return the runs for which all terms hold."""
    left = list(runs)
    for term in terms:
        ids = [id_ for run in left for id_ in run.executions]
        met = among(tx, ids, term.clause()) if not isinstance(term, Compared) else set()
        left = [run for run in left if _holds(run, term, met)]
    return left


def _holds(run: Run, term: Term, met: set[str]) -> bool:
    if isinstance(term, Compared):
        return _compares(term, values_of(run))
    is_named = isinstance(term, Words) and term.text.casefold() in run.name.casefold()
    return is_named or not met.isdisjoint(run.executions)


def _compares(term: Compared, values: Mapping[str, Value]) -> bool:
    if term.metric not in values:
        return False
    value = values[term.metric]
    if isinstance(term.value, str):
        return bool(OPERATORS[term.sign](canonical.dumps(value).decode(), term.value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and bool(OPERATORS[term.sign](value, term.value))
