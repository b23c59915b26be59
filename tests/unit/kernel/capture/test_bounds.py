"""What is not kept, for now or at all, and why."""

from __future__ import annotations

import os
import threading

import numpy as np
import pytest

from tests.unit.kernel.book import Notebook

MIB = 1 << 20


def test_bytes_that_were_taken_do_not_change_with_the_next_cell(book: Notebook) -> None:
    first = book.state(book.cell("import numpy as np\nbig = np.zeros(100_000)"))
    book.cell("big[:] = 1")
    assert book.back(first)["big"].sum() == 0


@pytest.mark.parametrize("is_flushed", [True, False])
def test_bytes_left_in_the_users_memory_are_taken_before_the_next_cell(*, is_flushed: bool) -> None:
    with Notebook(copy_limit_bytes=MIB) as book:
        book.run("import numpy as np")
        first = book.cell("big = np.arange(4_000_000.0)")
        for number in range(4):
            book.cells += 1
            before = book.space["big"].copy()
            head = book.cell(f"big[{number}::7] += 1") if is_flushed else None
            if head is not None:
                assert (book.back(book.state(head))["big"] == book.space["big"]).all()
                assert not (before == book.space["big"]).all()
        assert (book.back(book.state(first))["big"] == np.arange(4_000_000.0)).all()


def test_a_buffer_may_be_resized_in_the_next_cell() -> None:
    with Notebook(copy_limit_bytes=MIB) as book:
        book.cell("import numpy as np\nbig = np.arange(4_000_000.0)")
        book.cell("big.resize(10, refcheck=True)")
        assert book.space["big"].size == 10


def test_a_variable_over_the_limit_is_named_with_its_reason() -> None:
    with Notebook(variable_limit_bytes=MIB) as book:
        found = book.reasons(big=np.zeros(MIB), text="x" * (2 * MIB), small=1)
    assert found["small"] is None
    assert "larger than the limit" in str(found["big"])
    assert "larger than the limit" in str(found["text"])


def test_bytes_that_would_not_fit_into_memory_are_named_and_tried_again() -> None:
    with Notebook(pending_limit_bytes=MIB) as book:
        found = book.reasons(big=np.zeros(MIB) + np.arange(MIB), small=1)
        assert found["small"] is None
        assert "may wait to be written" in str(found["big"])
        book.cell("big = big[:1000].copy()")
        assert book.reasons()["big"] is None


def test_only_parts_that_nobody_holds_are_written(book: Notebook) -> None:
    book.cell("import numpy as np\nbig = np.random.default_rng(0).random(2_000_000)")
    packs = book.home / "store" / "packs"
    before = sum(path.stat().st_size for path in packs.iterdir())
    book.cell("big[5] = 0\nsmall = [1]")
    assert sum(path.stat().st_size for path in packs.iterdir()) - before < 1.2 * MIB
    before = sum(path.stat().st_size for path in packs.iterdir())
    book.cell("again = big.copy()")
    assert sum(path.stat().st_size for path in packs.iterdir()) - before < 20_000


def test_one_entry_of_a_large_dictionary_is_written_as_one_part(book: Notebook) -> None:
    book.cell("big = {i: [i, i + 0.5] for i in range(200_000)}")
    packs = book.home / "store" / "packs"
    before = sum(path.stat().st_size for path in packs.iterdir())
    head = book.cell("big[1].append('longer than before')")
    assert sum(path.stat().st_size for path in packs.iterdir()) - before < 300_000
    assert book.back(book.state(head))["big"] == book.space["big"]


def test_text_that_was_not_searched_for_keys_is_not_summed_up() -> None:
    with Notebook(capture_budget_s=0.0) as book:
        found = book.variables(key="sk-" + "a1B2" * 9, number=5)
    assert (found["key"].summary, found["key"].reason) == ("", "no time left for this cell")
    assert found["number"].summary == "5"


def test_environment_and_keys_are_named_but_never_kept(book: Notebook) -> None:
    secret = "ghp_" + "a1B2" * 9
    long = {f"row {number}": ["x" * 50, number] for number in range(20_000)}
    long["middle"] = [secret, 1]
    names = {"env": os.environ, "inner": [os.environ], "key": secret, "nested": [{"k": secret}]}
    state = book.keep(**names, long=long)
    lost = {one.name: one.reason for one in state.lost}
    assert lost.keys() >= {*names, "long"}
    assert "GitHub" in str(lost["long"])
    assert secret not in repr(state)
    for path in book.home.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_one_bad_member_costs_its_group_and_nobody_else(book: Notebook) -> None:
    shared = [1]
    found = book.reasons(a=shared, b=[shared, (number for number in "ab")], c=[2])
    assert found["a"] is None
    assert found["c"] is None
    assert "generator" in str(found["b"])


def test_a_value_changed_by_a_thread_is_noticed_without_being_named(book: Notebook) -> None:
    book.run("import threading\ngo, done = threading.Event(), threading.Event()")
    book.run("def work():\n    go.wait(20); data.append(2); done.wait(20)")
    book.cell("data = [1]\nthread = threading.Thread(target=work)")
    book.cell("thread.start()")
    book.space["go"].set()
    while len(book.space["data"]) < 2:
        threading.Event().wait(0.01)
    head = book.cell("unrelated = 1")
    book.space["done"].set()
    assert book.back(book.state(head))["data"] == [1, 2]
