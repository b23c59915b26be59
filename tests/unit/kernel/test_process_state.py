"""What belongs to the process comes back: the same numbers, the same folder, the same settings."""

from __future__ import annotations

import os
import pickle
import random
import sys
import threading
import timeit
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
import torch

from jupyter_mm.kernel.restoring import process_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GENERATORS: Any = np.random
np.random.seed(0)  # loads numpy.random, which numpy loads when it is first asked for
DRAWS: dict[str, Callable[[], Any]] = {
    "random": lambda: (random.random(), random.gauss(0, 1), random.gauss(0, 1)),
    "numpy.random": lambda: (np.random.rand(3).tolist(), np.random.randn(), np.random.randn()),
    "torch.random": lambda: torch.rand(3).tolist(),
}


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = process_state.parts()
    yield
    for name, state in before.items():
        process_state.put_back(name, state)


def kept(name: str) -> Any:
    """Return a state as it comes out of the store."""
    return pickle.loads(pickle.dumps(process_state.parts()[name], protocol=5))


@pytest.mark.parametrize("name", sorted(DRAWS))
def test_a_generator_goes_on_with_the_same_numbers(name: str) -> None:
    DRAWS[name]()
    state = kept(name)
    expected = [DRAWS[name]() for _ in range(3)]
    process_state.put_back(name, state)
    assert [DRAWS[name]() for _ in range(3)] == expected


def test_the_second_number_of_a_pair_is_not_drawn_anew() -> None:
    random.gauss(0, 1)
    np.random.randn()
    states = {name: kept(name) for name in ("random", "numpy.random")}
    expected = random.gauss(0, 1), np.random.randn()
    for name, state in states.items():
        process_state.put_back(name, state)
    assert (random.gauss(0, 1), np.random.randn()) == expected


def test_numpy_with_another_generator_comes_back() -> None:
    before = GENERATORS.get_bit_generator()
    try:
        GENERATORS.set_bit_generator(np.random.PCG64(5))
        state = kept("numpy.random")
        expected = np.random.rand(4).tolist()
        process_state.put_back("numpy.random", state)
        assert np.random.rand(4).tolist() == expected
    finally:
        GENERATORS.set_bit_generator(before)


def test_states_are_equal_until_something_is_drawn() -> None:
    first = process_state.parts()
    assert process_state.parts() == first
    for draw in DRAWS.values():
        draw()
    second = process_state.parts()
    assert {name for name in first if first[name] != second[name]} == set(DRAWS)


def test_the_working_folder_and_the_search_path_come_back(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    os.chdir(tmp_path / "a")
    sys.path.insert(0, "extra")
    live = sys.path
    cwd, path = kept("cwd"), kept("sys.path")
    os.chdir(tmp_path)
    sys.path[:] = ["other"]
    process_state.put_back("cwd", cwd)
    process_state.put_back("sys.path", path)
    assert Path.cwd() == tmp_path / "a"
    assert sys.path is live
    assert sys.path[0] == "extra"


def test_a_folder_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        process_state.put_back("cwd", str(tmp_path / "gone"))


def test_the_search_path_of_another_environment_gives_only_what_is_the_users_own() -> None:
    before = list(sys.path)
    state = ("/elsewhere", ("/elsewhere/lib/python3.9", "/my/modules", before[0]))
    process_state.put_back("sys.path", state)
    assert sys.path == [*before, "/my/modules"]


def test_settings_of_matplotlib_come_back_and_the_backend_stays() -> None:
    mpl.rcParams["lines.linewidth"] = 7
    mpl.rcParams["font.sans-serif"] = ["One"]
    state = kept("matplotlib.rcParams")
    assert "backend" not in state
    mpl.rcParams["font.sans-serif"].append("Two")
    assert process_state.parts()["matplotlib.rcParams"] != state
    mpl.rcParams["lines.linewidth"] = 1
    process_state.put_back("matplotlib.rcParams", {**state, "no.such.setting": 1})
    assert mpl.rcParams["lines.linewidth"] == 7
    assert mpl.rcParams["font.sans-serif"] == ["One"]
    assert "no.such.setting" not in mpl.rcParams


def test_a_library_that_is_not_loaded_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        for name in ("numpy.random", "torch", "matplotlib"):
            patch.delitem(sys.modules, name)
        assert set(process_state.parts()) == {"random", "cwd", "sys.path"}


def test_numbers_that_are_being_drawn_elsewhere_are_not_waited_for() -> None:
    lock = GENERATORS.get_bit_generator().lock
    drawing, done = threading.Event(), threading.Event()

    def draw() -> None:
        with lock:
            drawing.set()
            done.wait(30)

    thread = threading.Thread(target=draw)
    thread.start()
    drawing.wait(30)
    try:
        assert "numpy.random" not in process_state.parts()
    finally:
        done.set()
        thread.join()


def test_a_folder_that_was_removed_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    os.chdir(tmp_path / "a")
    (tmp_path / "a").rmdir()
    try:
        assert "cwd" not in process_state.parts()
    finally:
        os.chdir(tmp_path)


def test_all_states_together_take_microseconds() -> None:
    process_state.parts()
    assert min(timeit.repeat(process_state.parts, number=20, repeat=20)) / 20 < 0.0005
