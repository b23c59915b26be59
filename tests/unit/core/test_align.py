"""Which cell of one document is which of another."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from nbdime import diff_notebooks
from nbformat.v4 import new_code_cell, new_notebook

from jupyter_mm.core.comparison.align import Pair, align
from jupyter_mm.core.comparison.documents import Cell

SOURCES = st.sampled_from(["", "x = 1", "x = 2", "import a\nimport b", "import a\nimport c", "y"])
CELLS = st.lists(
    st.builds(
        lambda id_, kind, source: Cell(id=id_, cell_type=kind, source=source, metadata={}),
        st.sampled_from([None, "a", "b", "c", "d"]),
        st.sampled_from(["code", "markdown"]),
        SOURCES,
    ),
    max_size=12,
)


def cell(id_: str | None, source: str, kind: str = "code") -> Cell:
    return Cell(id=id_, cell_type=kind, source=source, metadata={})


def places(before: list[Cell], after: list[Cell]) -> list[tuple[int | None, int | None]]:
    return [(pair.before, pair.after) for pair in align(before, after)]


@given(CELLS, CELLS)
def test_every_cell_stands_once_at_its_side(before: list[Cell], after: list[Cell]) -> None:
    found = align(before, after)
    assert Counter(p.before for p in found if p.before is not None) == Counter(range(len(before)))
    assert [p.after for p in found if p.after is not None] == list(range(len(after)))
    kept = [p.before for p in found if p.before is not None and not p.is_moved]
    assert kept == sorted(kept)
    for pair in found:
        if pair.before is not None and pair.after is not None:
            assert before[pair.before].cell_type == after[pair.after].cell_type


@given(CELLS)
def test_a_document_is_the_same_as_itself(cells: list[Cell]) -> None:
    assert align(cells, cells) == [Pair(n, n) for n in range(len(cells))]


def test_ids_go_before_content() -> None:
    before = [cell("a", "x = 1"), cell("b", "y = 2")]
    after = [cell("a", "y = 2"), cell("b", "x = 1")]
    assert places(before, after) == [(0, 0), (1, 1)]


def test_an_edited_cell_without_an_id_is_found_by_likeness() -> None:
    long = "\n".join(f"line {n}" for n in range(30))
    before = [cell(None, "load()"), cell(None, long), cell(None, "clf = Forest(depth=8)")]
    after = [cell(None, "clf = Forest(depth=12)"), cell(None, long + "\nmore")]
    assert places(before, after) == [(0, None), (None, 0), (1, 1), (2, None)]
    assert places(before, [before[0], *reversed(after)]) == [(0, 0), (1, 1), (2, 2)]


def test_a_cell_of_another_type_is_another_cell() -> None:
    before, after = [cell("a", "x = 1")], [cell("a", "x = 1", "markdown")]
    assert places(before, after) == [(0, None), (None, 0)]


def test_thousands_of_cells_without_anything_in_common() -> None:
    before = [cell(None, f"before {n} " + "x" * n) for n in range(2_000)]
    after = [cell(None, f"{n * 7919} after" * 3) for n in range(2_000)]
    assert len(align(before, after)) > 2_000


def test_nbdime_finds_the_same_cells_changed() -> None:
    old = [("a", "x = 1"), ("b", "y = 2\nz = 3"), ("c", "gone()"), ("d", "w = 4")]
    new = [("a", "x = 1"), ("n", "new(1, 2, 3)"), ("b", "y = 2\nz = 5"), ("d", "w = 4")]
    found = align(*([cell(*one) for one in side] for side in (old, new)))
    ours = {
        ("changed", p.before) if p.after is not None and p.before is not None else
        ("removed", p.before) if p.after is None else ("added", p.after)
        for p in found
        if p.before is None or p.after is None or old[p.before][1] != new[p.after][1]
    }  # fmt: skip
    (cells,) = diff_notebooks(*(
        new_notebook(cells=[new_code_cell(source, id=id_) for id_, source in side])
        for side in (old, new)
    ))  # fmt: skip
    theirs: set[tuple[str, int]] = set()
    for entry in cells.diff:
        if entry.op == "patch":
            theirs.add(("changed", entry.key))
        elif entry.op == "removerange":
            theirs |= {("removed", entry.key + n) for n in range(entry.length)}
        else:
            sources = [source for _, source in new]
            theirs |= {("added", sources.index(one.source)) for one in entry.valuelist}
    assert ours == theirs == {("added", 1), ("changed", 1), ("removed", 2)}


def test_cells_of_two_notebooks_that_have_nothing_in_common_are_other_cells() -> None:
    before = [cell(None, f"load_{n}(source, {'abc' * n})\nplot_{n}.show()") for n in range(200)]
    after = [cell(None, f"train{n} = model.fit(x)\nprint('{'xyz' * n}')") for n in range(200)]
    assert all(None in (pair.before, pair.after) for pair in align(before, after))


def test_an_edited_cell_without_common_lines_is_found_by_its_words() -> None:
    before = [cell(None, "model = RandomForestClassifier(n_estimators=200, max_depth=8, seed=0)")]
    after = [cell(None, "forest = RandomForestClassifier(n_estimators=100, max_depth=12)")]
    assert align(before, after) == [Pair(0, 0)]
