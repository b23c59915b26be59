"""Filters by data, environment and verdict; and those that the reference shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.catalog.terms import Compared, Words
from jupyter_mm.core.context import Core
from jupyter_mm.core.environments import show_environment
from jupyter_mm.core.filters import parse
from jupyter_mm.core.history import list_history
from jupyter_mm.core.verdicts import record_verdict
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import lock_with, ran, used, verdict


def found(core: Core, where: str) -> list[str]:
    page = list_history(core, ACTOR, HistoryQuery(where=where))
    return sorted(row.execution for row in page.rows)


def test_a_filter_finds_data_environments_and_verdicts(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "100%.csv"
    path.write_text("a")
    first = ran(core, "first", used(core, path), environment=lock_with(tmp_path / "s", probe="1"))
    second = ran(core, "second", environment=lock_with(tmp_path / "t", probe="2"))
    ran(core, "third")
    record_verdict(core, ACTOR, verdict(first, outcome="same"))
    record_verdict(core, ACTOR, verdict(second, "b" * 32, outcome="different"))
    record_verdict(core, ACTOR, verdict(second, "c" * 32, outcome="same", started_at=START + 9))
    record_verdict(core, ACTOR, verdict(first, "d" * 32, outcome="close", started_at=START - 9))
    lock = show_environment(core, ACTOR, first).digest
    assert found(core, "data:100%.csv") == ["first"]
    assert found(core, "data:100_.csv") == []
    assert found(core, f"env:{lock[:12]}") == found(core, f"env:{lock}") == ["first"]
    assert found(core, "verdict:same") == ["first", "second"]
    assert found(core, "verdict:close") == []
    assert found(core, "verdict:same data:csv") == ["first"]


def test_every_example_of_the_reference_is_a_filter() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "filter.md"
    examples = page.read_text().split("```")[1].strip().splitlines()
    assert len(examples) == 4
    for example in examples:
        assert parse(example.split("   ")[0])


@pytest.mark.parametrize(
    ("spaced", "tight"),
    [
        ("acc > .9", "acc>.9"),
        ("acc >= .9 depth == 8", "acc>=.9 depth=8"),
        ('"val loss" <0.2 status:ok', '"val loss"<0.2 status:ok'),
        ('tag:best optimizer = "adam w"', 'tag:best optimizer="adam w"'),
    ],
)
def test_blanks_around_a_sign_do_not_matter(spaced: str, tight: str) -> None:
    assert parse(spaced) == parse(tight)
    assert any(isinstance(term, Compared) for term in parse(spaced))


def test_what_is_no_comparison_is_text() -> None:
    assert parse("f(x) -> = > 5") == tuple(map(Words, ("f(x)", "->", "=", ">", "5")))
