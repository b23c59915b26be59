"""Where a result comes from and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.lineage import lineage
from jupyter_mm.core.policy import Actor
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.lineage import Lineage, LineageQuery
from jupyter_mm.errors import CatalogDamagedError, DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import ran, used, used_set


def asked(core: Core, **query: object) -> Lineage:
    return lineage(core, ACTOR, LineageQuery(**query))  # type: ignore[arg-type]  # its fields


def names(found: Lineage) -> set[str]:
    """Return the nodes, data by its label."""
    return {one.label if one.kind == "data" else one.id for one in found.nodes}


def edges(found: Lineage) -> set[tuple[str, str]]:
    labels = {one.id: one.label if one.kind == "data" else one.id for one in found.nodes}
    return {(labels[edge.source], labels[edge.target]) for edge in found.edges}


@pytest.fixture
def story(core: Core, tmp_path: Path) -> dict[str, str]:
    """Record: churn.csv → load → df → train → model, → save → model.bin → use, beside other."""
    churn, model, other = (tmp_path / name for name in ("churn.csv", "model.bin", "other.csv"))
    for path in (churn, model, other):
        path.write_text(path.name)
    at = ran(core, "load", used(core, churn), source="df = read()", changed=("df",))
    at = ran(
        core, "train", source="model = fit(df)", changed=("model",), parent=at,
        reads=(Read(name="df", execution="load"), Read(name="np", execution=None)),
    )  # fmt: skip
    at = ran(
        core, "save", used(core, model, "w"), source="save(model)", changed=(), parent=at,
        reads=(Read(name="model", execution="train"),),
    )  # fmt: skip
    use = ran(core, "use", used(core, model), source="m = load()", changed=("m",))
    ran(core, "beside", used(core, other), source="x = 1", changed=("x",))
    return {"save": at, "use": use, "churn": str(churn), "model": str(model)}


def test_a_result_is_traced_back_to_its_data(core: Core, story: dict[str, str]) -> None:
    found = asked(core, execution="use")
    assert names(found) == {
        "execution:use", "model.bin", "execution:save", "variable:model@train",
        "execution:train", "variable:df@load", "execution:load", "churn.csv",
    }  # fmt: skip
    assert edges(found) == {
        ("churn.csv", "execution:load"), ("execution:load", "variable:df@load"),
        ("variable:df@load", "execution:train"), ("execution:train", "variable:model@train"),
        ("variable:model@train", "execution:save"), ("execution:save", "model.bin"),
        ("model.bin", "execution:use"),
    }  # fmt: skip
    assert not found.is_cut
    assert found.nodes[0].id == "execution:use"


def test_data_is_followed_to_all_that_came_of_it(core: Core, story: dict[str, str]) -> None:
    found = asked(core, path=story["churn"], direction="down")
    assert names(found) == {
        "churn.csv", "execution:load", "variable:df@load", "execution:train",
        "variable:model@train", "execution:save", "model.bin", "execution:use", "variable:m@use",
    }  # fmt: skip
    assert ("variable:model@train", "execution:save") in edges(found)
    assert ("model.bin", "execution:use") in edges(found)


def test_data_is_followed_to_what_wrote_it(core: Core, story: dict[str, str]) -> None:
    up = asked(core, path=story["model"], direction="up")
    assert "churn.csv" in names(up)
    assert ("execution:save", "model.bin") in edges(up)
    both = asked(core, path=story["model"], direction="both")
    assert names(both) == names(up) | {"execution:use", "variable:m@use"}


def test_a_variable_of_a_checkpoint_is_traced(core: Core, story: dict[str, str]) -> None:
    up = asked(core, ref=story["save"], name="df")
    assert names(up) == {"variable:df@load", "execution:load", "churn.csv"}
    down = asked(core, ref=story["save"], name="df", direction="down")
    assert {"variable:df@load", "execution:train", "execution:use"} <= names(down)
    assert "churn.csv" not in names(down)


def test_a_variable_is_not_taken_for_another_one_of_its_cell(core: Core) -> None:
    at = ran(core, "two", changed=("x", "y"), variables={"x": 1, "y": 2})
    ran(core, "of-y", changed=(), reads=(Read(name="y", execution="two"),))
    found = asked(core, ref=at, name="x", direction="both")
    assert names(found) == {"variable:x@two", "execution:two"}


def test_a_checkpoint_is_traced_by_its_execution(core: Core, story: dict[str, str]) -> None:
    assert asked(core, ref=story["use"]) == asked(core, execution="use")


def test_another_content_at_the_same_path_is_another_node(
    core: Core, story: dict[str, str]
) -> None:
    Path(story["model"]).write_text("another")
    ran(core, "later", used(core, Path(story["model"])), changed=())
    assert names(asked(core, execution="later")) == {"execution:later", "model.bin"}
    ids = {one.id for one in asked(core, path=story["model"]).nodes if one.label == "model.bin"}
    assert len(ids) == 2


def test_what_was_read_before_it_was_written_did_not_come_from_there(
    core: Core, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_text("a")
    ran(core, "reads", used(core, path), changed=())
    ran(core, "writes", used(core, path, "w"), changed=())
    assert names(asked(core, execution="reads")) == {"execution:reads", "a"}
    assert names(asked(core, execution="writes", direction="down")) == {"execution:writes", "a"}


def test_a_file_is_followed_through_the_sets_that_hold_it(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.csv").write_text("a")
    ran(core, "all", used_set(core, folder, folder), changed=("df",))
    found = asked(core, path=str(folder / "a.csv"), direction="down")
    assert names(found) == {"parts", "execution:all", "variable:df@all"}


def test_a_long_story_is_cut_and_says_so(core: Core, story: dict[str, str]) -> None:
    found = asked(core, execution="use", limit=3)
    assert found.is_cut
    assert len(found.nodes) == 3
    ids = {one.id for one in found.nodes}
    assert all({edge.source, edge.target} <= ids for edge in found.edges)


def test_very_much_data_and_very_many_readers_are_cut(core: Core) -> None:
    refs = [
        DataRef(path=f"/d/{n}/a", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64)
        for n in range(33_000)
    ]
    ran(core, "much", *refs, changed=("x",))
    for number in range(30):
        ran(core, f"reader-{number}", changed=(), reads=(Read(name="x", execution="much"),))
    found = asked(core, execution="much", direction="both", limit=10)
    assert found.is_cut
    assert len(found.nodes) == 10
    found = asked(core, ref="now", direction="both", limit=10)
    assert found.is_cut


def test_a_loop_of_cells_ends(core: Core, tmp_path: Path) -> None:
    reads = (Read(name="x", execution="self"),)
    ran(core, "self", changed=("x",), reads=reads)
    assert names(asked(core, execution="self", direction="both")) == {
        "execution:self", "variable:x@self",
    }  # fmt: skip


def test_what_was_imported_carries_no_data(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a")
    source = "import pandas as pd\nfrom math import pi\ndf = pd.read_csv('a.csv')"
    ran(core, "load", used(core, path), source=source, changed=("pd", "pi", "df"))
    reads = (Read(name="pd", execution="load"), Read(name="pi", execution="load"))
    ran(core, "apart", source="x = pd.DataFrame()", changed=("x",), reads=reads)
    down = asked(core, path=str(path), direction="down")
    assert names(down) == {"a.csv", "execution:load", "variable:df@load"}
    assert names(asked(core, execution="apart")) == {"execution:apart"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"execution": "use", "path": "/a"},
        {"execution": "use", "name": "x"},
        {"execution": "use", "direction": "sideways"},
        {"execution": "use", "limit": 0},
        {"execution": "use", "limit": 2001},
    ],
)
def test_questions_that_cannot_be_are_refused(core: Core, query: dict[str, object]) -> None:
    with pytest.raises(InvalidError):
        asked(core, **query)


def test_what_is_not_known_is_not_found(core: Core, story: dict[str, str]) -> None:
    for query in (
        {"execution": "nobody"},
        {"path": "/never"},
        {"ref": "nowhere"},
        {"ref": story["save"], "name": "never"},
    ):
        with pytest.raises(NotFoundError):
            asked(core, **query)
    with pytest.raises(DeniedError):
        lineage(core, Actor(name="nobody", scopes=frozenset()), LineageQuery(execution="use"))


def test_lost_rows_of_data_are_noticed(core: Core, story: dict[str, str]) -> None:
    with core.catalog.write() as tx:
        tx.exec_driver_sql("DELETE FROM data_ref WHERE execution = 'load'")
    with pytest.raises(CatalogDamagedError, match="data_ref"):
        asked(core, execution="load")
