"""What a history may be filtered by, as SQL. Grammar: docs/reference/filter.md."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from jupyter_mm.catalog.tables import change, checkpoint, data_ref, execution, metric, tag, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Text that stands in title, source, message, error or a tag."""

    text: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        pattern = "%" + _escaped(self.text) + "%"
        columns = (
            execution.c.title,
            execution.c.source,
            execution.c.failure_name,
            execution.c.failure_message,
        )
        message = execution.c.id.in_(
            select(checkpoint.c.execution).where(
                checkpoint.c.message.is_not(None), checkpoint.c.message.like(pattern, escape="\\")
            )
        )
        tagged = execution.c.id.in_(
            select(checkpoint.c.execution)
            .join(tag, tag.c.checkpoint == checkpoint.c.id)
            .where(tag.c.name.like(pattern, escape="\\"))
        )
        return or_(*(column.like(pattern, escape="\\") for column in columns), message, tagged)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag of the checkpoint."""

    name: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        tagged = select(checkpoint.c.execution).join(tag, tag.c.checkpoint == checkpoint.c.id)
        return _among(tagged.where(tag.c.name == self.name))


@dataclass(frozen=True, slots=True)
class Changed:
    """A variable that the execution changed."""

    name: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        return exists().where(change.c.execution == execution.c.id, change.c.name == self.name)


@dataclass(frozen=True, slots=True)
class Used:
    """Data that the execution used, by any part of its path."""

    path: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        pattern = "%" + _escaped(self.path) + "%"
        found = select(data_ref.c.execution).where(data_ref.c.path.like(pattern, escape="\\"))
        return _among(found)


@dataclass(frozen=True, slots=True)
class RanUnder:
    """The environment that the execution ran under, by the beginning of its lock's digest."""

    digest: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        return execution.c.environment.like(_escaped(self.digest) + "%", escape="\\")


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of the latest attempt to reproduce the checkpoint."""

    outcome: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        # SQLite takes the bare columns from the row with the latest start.
        last = (
            select(verdict.c.checkpoint, verdict.c.outcome, func.max(verdict.c.started_at))
            .group_by(verdict.c.checkpoint)
            .subquery()
        )
        found = select(checkpoint.c.execution).join(last, last.c.checkpoint == checkpoint.c.id)
        return _among(found.where(last.c.outcome == self.outcome))


@dataclass(frozen=True, slots=True)
class Status:
    """How the execution ended."""

    name: str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        return execution.c.status == self.name


@dataclass(frozen=True, slots=True)
class Compared:
    """The last value that the execution logged under a name, against another."""

    metric: str
    sign: str
    value: float | str

    def clause(self) -> ColumnElement[bool]:
        """Return the condition on an execution."""
        column = metric.c.value if isinstance(self.value, str) else metric.c.number
        # SQLite takes the bare column from the row with the highest sequence.
        last = (
            select(metric.c.execution, column.label("last"), func.max(metric.c.sequence))
            .where(metric.c.name == self.metric)
            .group_by(metric.c.execution)
            .subquery()
        )
        holds: ColumnElement[bool] = OPERATORS[self.sign](last.c.last, self.value)
        return _among(select(last.c.execution).where(holds))


Term = Words | Tagged | Changed | Used | RanUnder | Verified | Status | Compared


def _among(ids: Select[Any]) -> ColumnElement[bool]:
    """Return the condition that an execution is one of those.

    By position, which the index of a notebook's executions holds as well: by id SQLite would read
    every execution of the notebook, its source included.
    """
    one = execution.alias()
    return execution.c.position.in_(select(one.c.position).where(one.c.id.in_(ids)))


def _escaped(text: str) -> str:
    for character in "\\%_":
        text = text.replace(character, "\\" + character)
    return text


def count_of(*clauses: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the number of executions that match."""
    return select(func.count()).select_from(execution).where(*clauses)
