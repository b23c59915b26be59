"""A watch over a process, and what a cell may leave behind in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mm.kernel.state.alive import Watch


def typed_into_a_cell(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(source, namespace)
    return namespace


CELL = """
def call(*args, **words): return None
class Handler:
    def __call__(self, *args): return None
    def handle(self, *args): return None
class Out(list):
    def write(self, text): self.append(text)
    def flush(self): pass
"""


@pytest.fixture
def cell() -> dict[str, Any]:
    return typed_into_a_cell(CELL)


@pytest.fixture(scope="module")
def shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.fixture
def watch(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    watch = Watch(shell)
    watch.settle()
    # The tests' own surroundings may trace, or have replaced the streams.
    base = set(watch.reasons())
    real = watch.reasons
    watch.reasons = lambda: [one for one in real() if one not in base]  # type: ignore[method-assign]
    return watch
