"""What depends on the capture as well: groups, announcements, the way back from the store."""

from __future__ import annotations

import numpy as np

from tests.unit.kernel.book import Notebook


def test_a_frame_over_an_array_and_a_tensor_over_another_belong_to_them(book: Notebook) -> None:
    state = book.state(
        book.cell(
            "import numpy as np, pandas as pd, torch\n"
            "base = np.zeros((3, 2)); frame = pd.DataFrame(base, copy=False)\n"
            "array = np.zeros(9); tensor = torch.from_numpy(array)\n"
            "other = pd.DataFrame({'a': [1.0]}); derived = other[['a']]\n"
        )
    )
    groups = {group.names for group in state.groups}
    assert {("base", "frame"), ("array", "tensor"), ("other",), ("derived",)} <= groups
    found = book.back(state)
    assert np.shares_memory(found["base"], found["frame"].to_numpy())
    found["array"][3] = 7
    assert float(found["tensor"][3]) == 7.0


def test_what_a_class_shares_with_a_variable_joins_them(book: Notebook) -> None:
    book.cell(
        "b = []\nclass Data: shared = b\nclass Own: items = []\nd, o, p = Data(), Own(), Own()"
    )
    groups = {group.names for group in book.state(book.cell("b.append(1)")).groups}
    assert ("Data", "b", "d") in groups
    assert {("Own",), ("o",), ("p",)} <= groups
    found = book.back(book.state(book.cell("b.append(2)")))
    assert found["Data"].shared == found["b"] == found["d"].shared == [1, 2]


def test_what_will_not_come_back_as_it_was_is_announced(book: Notebook) -> None:
    state = book.state(book.cell("import threading; lock = threading.Lock(); lock.acquire()"))
    assert {one.name: one.summary for one in state.variables()}[
        "lock"
    ] == "its locks come back open"
    assert not book.back(state)["lock"].locked()
