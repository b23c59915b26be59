"""What metrics are measured against."""

from __future__ import annotations

import pytest

from jupyter_mm.core.annotate import annotate_checkpoint
from jupyter_mm.core.comparison.baseline import baseline, goal_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_log
from jupyter_mm.domain.comparison import Baseline
from jupyter_mm.domain.execution import LogBatch, Metric
from jupyter_mm.domain.history import Annotation
from jupyter_mm.errors import InvalidError
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.comparing import PATH, SESSION, Book

VALUES = [(0.80, 0.5), (0.93, 0.3), (0.93, 0.3), (0.91, 0.2)]


@pytest.fixture
def book(core: Core) -> Book:
    made = Book(core)
    for n, (acc, loss) in enumerate(VALUES):
        made.ran([("a", f"fit({n})", [])], metrics={"acc": acc, "loss": loss})
    return made


def told(found: Baseline) -> list[tuple[str, float, str, str]]:
    return [(one.name, one.value, one.execution, one.goal) for one in found.metrics]


def test_the_best_value_by_the_goal_that_the_name_tells(book: Book) -> None:
    found = baseline(book.core, ACTOR, notebook=PATH)
    assert found.kind == "best"
    assert told(found) == [("acc", 0.93, "run-2", "up"), ("loss", 0.2, "run-4", "down")]


def test_goals_can_be_told(book: Book) -> None:
    found = baseline(book.core, ACTOR, notebook=PATH, goals="acc:down, loss:up")
    assert told(found) == [("acc", 0.8, "run-1", "down"), ("loss", 0.5, "run-1", "up")]
    for bad in ("acc", "acc:more", ":up"):
        with pytest.raises(InvalidError):
            baseline(book.core, ACTOR, notebook=PATH, goals=bad)


def test_only_the_last_value_of_an_execution_counts(core: Core) -> None:
    execution = Book(core).ran([("a", "fit()", [])])
    values: tuple[float | str, ...] = (0.7, 0.99, 0.9, "none")
    logged = tuple(
        Metric(sequence=n, name="acc", value=value, step=n, logged_at=START)
        for n, value in enumerate(values)
    )
    for batch in (logged[:2], logged[2:3]):
        record_log(core, ACTOR, LogBatch(session=SESSION.id, execution=execution, metrics=batch))
    assert told(baseline(core, ACTOR, notebook=PATH)) == [("acc", 0.9, "run-1", "up")]
    record_log(core, ACTOR, LogBatch(session=SESSION.id, execution=execution, metrics=logged[3:]))
    assert baseline(core, ACTOR, notebook=PATH).metrics == ()


def test_pinned_and_tagged_checkpoints(book: Book) -> None:
    best = baseline(book.core, ACTOR, notebook=PATH)
    assert baseline(book.core, ACTOR, notebook=PATH, kind="pinned") == best
    annotate_checkpoint(book.core, ACTOR, "run-1", Annotation(pinned=True))
    annotate_checkpoint(book.core, ACTOR, "run-4", Annotation(pinned=True))
    found = baseline(book.core, ACTOR, notebook=PATH, kind="pinned")
    assert (best.kind, found.kind) == ("best", "pinned")
    assert told(found) == [("acc", 0.91, "run-4", "up"), ("loss", 0.2, "run-4", "down")]
    annotate_checkpoint(book.core, ACTOR, "run-2", Annotation(tags=("baseline",)))
    found = baseline(book.core, ACTOR, notebook=PATH, kind="pinned")
    assert told(found)[0] == ("acc", 0.93, "run-2", "up")
    # A cell after it logged nothing; what led there did.
    book.ran([("b", "plot()", [])])
    annotate_checkpoint(book.core, ACTOR, "run-5", Annotation(tags=("baseline",)))
    found = baseline(book.core, ACTOR, notebook=PATH, kind="pinned")
    assert told(found)[0] == ("acc", 0.91, "run-4", "up")


def test_what_cannot_be_asked(book: Book) -> None:
    assert baseline(book.core, ACTOR, notebook="never.ipynb").metrics == ()
    with pytest.raises(InvalidError):
        baseline(book.core, ACTOR, notebook=PATH, kind="worst")


@pytest.mark.parametrize(
    ("name", "goal"),
    [
        ("acc", "up"), ("auc", "up"), ("loss", "down"), ("val_loss", "down"), ("valLoss", "down"),
        ("RMSE", "down"), ("test/mae", "down"), ("logLoss", "down"), ("glossary", "up"),
        ("neg_mean_squared_error", "up"), ("mean_squared_error", "down"), ("Perplexity", "down"),
    ],
)  # fmt: skip
def test_what_names_tell(name: str, goal: str) -> None:
    assert goal_of(name) == goal
