"""What libraries share among all they make is known, and the user's own is not taken for it."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from jupyter_mm.kernel.state.library_objects import MOST_ITEMS, LibraryObjects, is_drawing

if TYPE_CHECKING:
    from collections.abc import Iterator


class Held:
    """An object of the library."""

    table: dict[str, list[int]]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A package of two modules, the second of which knows a module of somebody else."""
    monkeypatch.setattr(Held, "__module__", "stocked")
    monkeypatch.setattr(Held, "table", {"of": [1]}, raising=False)
    made: Any = ModuleType("stocked")
    other: Any = ModuleType("elsewhere")
    other.foreign = [2]
    made.Held, made.inner, made.one = Held, ModuleType("stocked.inner"), Held()
    made.one.deep = [3]
    made.inner.elsewhere, made.inner.listed = other, [[4]]
    monkeypatch.setitem(sys.modules, "stocked", made)
    monkeypatch.setitem(sys.modules, "stocked.inner", made.inner)
    return made


def test_what_hangs_on_modules_and_classes_of_the_package_is_its_own(library: Any) -> None:
    its_own = [Held.table, Held.table["of"], library.one, library.one.deep, library.inner.listed[0]]
    foreign = [library.inner.elsewhere.foreign, [5]]
    found = LibraryObjects().without(map(id, [*its_own, *foreign]), {Held})
    assert found == set(map(id, foreign))


def test_a_module_that_came_later_is_known_too(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = LibraryObjects()
    late: Any = ModuleType("stocked.late")
    late.listed = [6]
    assert known.without([id(late.listed)], {type(library.one)})
    monkeypatch.setitem(sys.modules, "stocked.late", late)
    assert not known.without([id(late.listed)], {type(library.one)})


class Lazy(list[Any]):
    """A list of a library that makes its items when it is gone through, without an end."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("gone through by its own way")


class LazyTuple(tuple[Any, ...]):
    """As `Lazy`."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("gone through by its own way")


@pytest.mark.parametrize("kind", [Lazy, LazyTuple])
def test_of_a_librarys_own_container_the_first_items_are_taken_and_no_code_of_it_runs(
    library: Any, kind: type
) -> None:
    many = [[number] for number in range(MOST_ITEMS + 1)]
    library.lazy = kind(many)
    found = LibraryObjects().without(map(id, many), {Held})
    assert found == {id(many[-1])}


def test_a_list_or_an_array_of_axes_is_a_drawing_and_an_array_of_numbers_is_none() -> None:
    figure = Figure()
    axes = figure.subplots(1, 2)
    assert all(map(is_drawing, [figure, axes, list(axes), axes[0].plot([1, 2])]))
    assert not any(map(is_drawing, [np.arange(3), np.array([None]), [], [1], {}, None]))
