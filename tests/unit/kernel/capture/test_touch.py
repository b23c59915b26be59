"""Changes that no name shows are noticed; what cannot have changed is left alone."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from jupyter_mm.kernel.state import touch
from tests.unit.kernel.book import Notebook

PLOT = """
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
"""


def looked_at(book: Notebook, code: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names that a capture looks at after this cell."""
    found: list[set[str]] = []

    def spy(*arguments: Any) -> set[str]:
        found.append(touch.to_look_at(*arguments))
        return found[-1]

    monkeypatch.setattr("jupyter_mm.kernel.keeping.capture.to_look_at", spy)
    book.cell(code)
    return {name for name in found[-1] if not name.startswith("Out[")}


def test_a_figure_changes_through_pyplot_without_being_named(book: Notebook) -> None:
    book.cell(PLOT)
    head = book.cell("plt.title('told')")
    assert book.back(book.state(head))["ax"].get_title() == "told"


def test_a_closed_figure_is_left_alone(book: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    book.cell(PLOT)
    assert "fig" in looked_at(book, "plt.plot([1, 2])", monkeypatch)
    assert "fig" in looked_at(book, "plt.close('all')", monkeypatch)
    assert "fig" not in looked_at(book, "other = plt.rcParams['lines.linewidth']", monkeypatch)


def test_a_tensor_changes_through_the_graph_of_its_loss(book: Notebook) -> None:
    book.cell("import torch\nweights = torch.ones(3, requires_grad=True)")
    book.cell("loss = (weights * 2).sum()")
    head = book.cell("loss.backward()")
    assert book.back(book.state(head))["weights"].grad.tolist() == [2.0, 2.0, 2.0]


def test_an_array_changes_through_a_tensor_over_its_memory(book: Notebook) -> None:
    book.cell("import numpy as np, torch\nbig = np.zeros(50_000)\ntensor = torch.from_numpy(big)")
    head = book.cell("tensor += 1")
    assert (book.back(book.state(head))["big"] == 1).all()


def test_a_generator_may_change_anything(book: Notebook) -> None:
    book.cell("data = [1]\ndef walk():\n    for n in (2, 3):\n        data.append(n); yield n")
    book.cell("steps = walk()")
    head = book.cell("next(steps)")
    assert book.back(book.state(head))["data"] == [1, 2]


def test_a_small_cell_looks_at_its_own_name_only(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.cell("import numpy as np\nframe = {'a': np.zeros(9)}\nrows = [1]\nwords = ('a', 'b')")
    assert looked_at(book, "x = 5", monkeypatch) == {"x"}
    assert looked_at(book, "rows.append(x)", monkeypatch) == {"rows", "x"}
    assert looked_at(book, "y = rows", monkeypatch) == {"rows", "y"}
    assert looked_at(book, "y.append(2)", monkeypatch) == {"rows", "y"}


def test_a_large_dictionary_that_is_read_is_left_alone(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.cell("big = {i: [i, i + 0.5] for i in range(60_000)}")
    for code in ("r = big[5][0]", "n = len(big)", "s = sum(v[0] for v in big.values())"):
        assert "big" not in looked_at(book, code, monkeypatch)
    for code in ("big[5][0] = 1", "for v in big.values(): v.append(1)", "e = big[5]"):
        assert "big" in looked_at(book, code, monkeypatch)


def test_what_a_cell_did_before_it_failed_is_kept(book: Notebook) -> None:
    book.cell("data = [1]")
    with pytest.raises(ZeroDivisionError):
        book.run("data.append(2); 1/0")
    head = book.cell("data")
    assert book.back(book.state(head))["data"] == [1, 2]


def test_a_name_that_was_unbound_and_bound_again_is_another_value(book: Notebook) -> None:
    book.cell("a = [1]\nb = a")
    book.cell("del a")
    head = book.cell("a = [1]")
    state = book.state(head)
    assert {("a",), ("b",)} <= {group.names for group in state.groups}
    head = book.cell("del a, b")
    assert not {"a", "b"} & {one.name for one in book.state(head).variables()}


def test_a_change_through_a_name_that_is_not_kept_is_noticed(book: Notebook) -> None:
    book.cell("data = [1]\n_cache = {'d': data}")
    head = book.cell("_cache['d'].append(2)")
    assert book.back(book.state(head))["data"] == [1, 2]
    book.keeper.exclude(["model"])
    book.cell("model = {'d': data}")
    head = book.cell("model['d'].append(3)")
    assert book.back(book.state(head))["data"] == [1, 2, 3]


def test_a_view_of_an_array_too_large_to_keep_is_looked_at() -> None:
    with Notebook(variable_limit_bytes=1 << 20) as book:
        book.cell("import numpy as np\nbig = np.zeros(1 << 20)\nview = big[:5]")
        head = book.cell("big[0] = 9")
        assert book.back(book.state(head))["view"][0] == 9


def test_an_attribute_of_a_number_of_the_notebooks_own_type_is_shared(book: Notebook) -> None:
    book.cell("class I(int): pass\nx = I(3)\ny = [x]")
    found = book.back(book.state(book.cell("x.tag = 't'")))
    assert found["y"][0].tag == "t"
    assert found["y"][0] is found["x"]


def test_instances_follow_when_their_class_changes(book: Notebook) -> None:
    book.cell("class A: n = 0\na = A()\nb = [A()]")
    found = book.back(book.state(book.cell("A.n = 5")))
    assert type(found["a"]) is found["A"] is type(found["b"][0])
    assert found["a"].n == 5


def test_frames_and_generators_that_a_cell_does_not_name_are_left_alone(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.cell(
        "import numpy as np, pandas as pd\nrng = np.random.default_rng(1)\n"
        "frame = pd.DataFrame({'a': [1.5, 2], 'b': ['x', 'y']})\nother = pd.Series([1, 2])"
    )
    assert looked_at(book, "other.sum()", monkeypatch) & {"rng", "frame", "other"} == {"other"}


def test_values_are_kept_without_the_collector_and_it_is_put_back(book: Notebook) -> None:
    head = book.cell(
        "import gc\nclass Asks:\n    def __getstate__(self): return {'on': gc.isenabled()}\n"
        "asks = Asks()"
    )
    assert vars(book.back(book.state(head))["asks"]) == {"on": False}
    assert gc.isenabled()
    gc.disable()
    try:
        book.cell("more = Asks()")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_name_that_a_thread_deletes_as_a_cell_begins_is_no_failure(
    book: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deleting(dict[str, Any]):
        def keys(self) -> Any:
            return super().keys() | {"gone"}

    tracking = book.keeper.tracking
    monkeypatch.setattr(tracking, "_namespace", Deleting(book.space))
    tracking.begins("x = gone")
