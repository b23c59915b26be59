"""What two descriptions say of a difference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.comparison.descriptions import account, facts, read_description, says_all
from jupyter_mm.core.context import Core
from jupyter_mm.domain import canonical
from jupyter_mm.domain.comparison import ValueChange
from jupyter_mm.domain.description import ColumnFacts, Description, Entry
from jupyter_mm.domain.digest import Digest

AGE = ColumnFacts(
    name="age", type="float64", missing=0, minimum="18", maximum="90", mean=41.2, spread=9.5,
    digest="a" * 32,
)  # fmt: skip
CITY = ColumnFacts(
    name="city", type="str", missing=0, minimum=None, maximum=None, mean=None, spread=None,
    digest="b" * 32,
)  # fmt: skip
FRAME = Description(kind="frame", shape=(800, 2), columns=(AGE, CITY))
ARRAY = Description(
    kind="array", shape=(100,), columns=(replace(AGE, name=""),), sketch=(3.0, 4.0), norm=5.0
)


def tree(kind: str = "tree", **entries: str) -> Description:
    listed = tuple(Entry(name=name, text=text) for name, text in entries.items())
    return Description(kind=kind, entries=listed)


def with_column(**changes: object) -> Description:
    return replace(FRAME, columns=(replace(AGE, **changes), CITY))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (replace(FRAME, columns=(AGE, CITY, replace(CITY, name="tenure"))), ["+ column tenure"]),
        (replace(FRAME, shape=(800, 1), columns=(AGE,)), ["− column city"]),
        (replace(FRAME, columns=(AGE,)), []),
        (replace(FRAME, columns=(CITY, AGE)), ["its columns are in another order"]),
        (with_column(type="int64", digest="c" * 32), ["age: float64 → int64"]),
        (with_column(missing=24), ["age: 3 % missing, was 0"]),
        (with_column(missing=1), ["age: under 1 % missing, was 0"]),
        (with_column(mean=43.0, spread=9.9), ["age: mean 41.2 → 43"]),
        (with_column(digest="c" * 32), ["age: values differ"]),
        (with_column(digest=None), []),
        (FRAME, []),
    ],
)
def test_columns_of_frames(after: Description, lines: list[str]) -> None:
    assert list(account(FRAME, after).lines) == lines


def test_figures_that_differ_have_paths() -> None:
    found = account(FRAME, with_column(mean=43.0, missing=24)).changes
    assert found == (
        ValueChange(path="column age, missing", before="0", after="24"),
        ValueChange(path="column age, mean", before="41.2", after="43.0"),
    )


def test_of_columns_that_may_only_not_be_described_nothing_is_said() -> None:
    many = tuple(replace(CITY, name=f"c{number}") for number in range(100))
    cut = replace(FRAME, shape=(800, 300), columns=many, is_cut=True)
    moved = replace(cut, columns=(*many[1:], replace(CITY, name="c100")))
    assert account(cut, moved).lines == ()


def test_the_distance_of_arrays_is_told_by_their_sketches() -> None:
    after = replace(ARRAY, sketch=(3.0, 4.1))
    assert account(ARRAY, after).lines == ("‖difference‖ ≈ 0.1 (2 % of the norm)",)
    for other in (replace(after, shape=(50, 2)), replace(after, text="column-major")):
        assert account(ARRAY, other).lines == ()


def test_parameters_and_paths() -> None:
    before = tree("estimator", max_depth="8", seed="0", gone="1")
    after = tree("estimator", max_depth="12", seed="0", new="2")
    found = account(before, after)
    assert found.lines == ("max_depth 8 → 12", "− gone 1", "+ new 2")
    assert found.changes[0] == ValueChange(path="max_depth", before="8", after="12")


def test_a_description_that_was_cut_does_not_tell_what_is_not_there() -> None:
    whole, part = tree(a="1", b="2"), replace(tree(a="2"), is_cut=True)
    assert account(whole, part).lines == ("a 1 → 2",)
    assert account(part, whole).lines == ("a 2 → 1",)
    assert account(part, replace(whole, is_cut=True)).lines == ("a 2 → 1",)
    assert account(whole, replace(part, is_cut=False)).lines == ("a 1 → 2", "− b 2")


def test_many_differences_are_cut() -> None:
    before = tree(**{f"k{number}": "1" for number in range(150)})
    after = tree(**{f"k{number}": "2" for number in range(150)})
    lines = account(before, after).lines
    assert len(lines) == 9
    assert lines[-1] == "and 142 more differences"


FLAT = Description(kind="tree", shape=(1,), entries=(Entry(name="['a']", text="1"),))


@pytest.mark.parametrize(
    ("type_name", "described", "is_same"),
    [
        ("dict", FLAT, True),
        ("dict", replace(FLAT, is_cut=True), False),
        ("collections.defaultdict", FLAT, False),
        ("dict", replace(FLAT, shape=(2,)), False),
        ("dict", replace(FLAT, entries=(Entry(name="['a']", text="[]"),)), False),
        ("dict", replace(FLAT, entries=(Entry(name="['a'][0]", text="1"),)), False),
        ("dict", replace(FLAT, entries=(Entry(name="['a']", text="1 item"),)), False),
        ("sklearn.svm.SVC", tree("estimator", a="1"), False),
        ("pandas.DataFrame", FRAME, False),
        ("numpy.ndarray", ARRAY, True),
        ("pandas.Series", ARRAY, False),
        (
            "numpy.ndarray",
            replace(ARRAY, columns=(replace(ARRAY.columns[0], digest=None),)),
            False,
        ),
    ],
)
def test_what_says_all_of_a_value(type_name: str, described: Description, *, is_same: bool) -> None:
    assert says_all(type_name, described) is is_same


def test_facts_are_few_figures() -> None:
    named = {entry.name: entry.text for entry in facts(ARRAY)}
    assert named == {"mean": "41.2", "spread": "9.5", "norm": "5", "least": "18", "greatest": "90"}
    assert facts(tree(a="1")) == (Entry(name="a", text="1"),)


def test_a_description_that_cannot_be_read_is_none(core: Core) -> None:
    for content in (b"{}", b"nonsense", canonical.dumps(replace(FRAME, version=9))):
        assert read_description(core.blobs, core.blobs.put(content)) is None
    assert read_description(core.blobs, Digest("0" * 64)) is None
    assert read_description(core.blobs, core.blobs.put(canonical.dumps(FRAME))) == FRAME
