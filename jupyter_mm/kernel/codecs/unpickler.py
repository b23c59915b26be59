"""Bytes to values. Runs code: call it only for state that passed `trust.verified`."""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cloudpickle import cloudpickle as cp

from jupyter_mm.kernel.codecs import figures, standard
from jupyter_mm.kernel.codecs.classes import ClassNames, ClassTable
from jupyter_mm.kernel.codecs.pickler import NAMESPACE, Context, class_content
from jupyter_mm.kernel.codecs.sink import framed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

_CODECS = "jupyter_mm.kernel.codecs."


class Loader:
    """Loads the groups of one restore into the live namespace's world.

    Nothing live changes before `commit`: functions refer to the namespace, classes are new objects
    unless the live one is the same to the byte.
    """

    def __init__(self, namespace: dict[str, Any], names: ClassNames) -> None:
        """`namespace` is what restored functions will see."""
        self._namespace = namespace
        self._context = Context(namespace, names)
        self._table = ClassTable(names, self._is_same)
        self._shown: list[tuple[Any, int]] = []
        self.notes: dict[str, None] = {}
        """What is not as it was, though everything loaded: one sentence each."""
        self._replaced = {
            (_CODECS + "classes", "load_class"): self._load_class,
            (_CODECS + "classes", "class_in_progress"): self._table.in_progress,
            (_CODECS + "functions", "live_namespace"): lambda: namespace,
            (_CODECS + "figures", "fill_figure"): self._fill_figure,
            (_CODECS + "standard", "load_module"): self._load_module,
            (cp.__name__, "_make_skeleton_class"): self._make_class,
            (cp.__name__, "_make_skeleton_enum"): self._make_enum,
        }

    def load(self, stream: bytes, buffers: Iterable[Any]) -> dict[str, Any]:
        """Return the values of one group by name."""
        values = self._unpickle(stream, buffers)
        if type(values) is not dict:
            raise pickle.UnpicklingError("a group's stream must hold a dictionary")
        return values

    def prepared(self) -> Callable[[], None]:
        """Return what makes classes and figures of this restore the live ones; it cannot fail.

        What runs code of the classes, taking them apart again, is done here, before.
        """
        names = self._table.renamed()
        context = Context(self._namespace, names)
        adopt = self._table.commitment(lambda cls: _content_or_nothing(cls, context))

        def commit() -> None:
            adopt()
            self._announce_figures()

        return commit

    def _unpickle(self, stream: bytes, buffers: Iterable[Any]) -> Any:
        unpickler = _Unpickler(BytesIO(framed(stream)), buffers=buffers)
        unpickler.replaced = self._replaced
        unpickler.namespace = self._namespace
        return unpickler.load()

    def _fill_figure(self, figure: Any, stored: tuple[dict[str, Any], int | None]) -> None:
        """Fill a figure; pyplot hears of it when the restore is certain."""
        state, number = stored
        figures.fill_figure(figure, (state, None))
        if number is not None:
            self._shown.append((figure, number))

    def _announce_figures(self) -> None:
        for figure, number in sorted(self._shown, key=lambda one: one[1]):
            try:
                figures.announce(figure, number)
            except Exception:  # noqa: BLE001  # a window system may refuse
                self.notes["a figure came back without its window"] = None

    def _load_module(self, name: str, version: str | None) -> ModuleType:
        module = standard.load_module(name, version)
        present = standard.version_of(name)
        if version is not None and present is not None and present != version:
            self.notes[f"{name.partition('.')[0]} was {version} and is {present} now"] = None
        return module

    def _load_class(self, name: str, content: bytes) -> type:
        return self._table.load(name, content, lambda stream: self._unpickle(stream, ()))

    def _make_class(self, *arguments: Any) -> type:
        return self._table.register(cp._make_skeleton_class(*arguments))  # noqa: SLF001  # cloudpickle is pinned below 4

    def _make_enum(self, *arguments: Any) -> type:
        return self._table.register(cp._make_skeleton_enum(*arguments))  # noqa: SLF001  # cloudpickle is pinned below 4

    def _is_same(self, live: type, content: bytes) -> bool:
        return _content_or_nothing(live, self._context) == content


def _content_or_nothing(cls: type, context: Context) -> bytes:
    """Return a class as bytes; nothing if it cannot be taken apart any more."""
    try:
        return class_content(cls, context)
    except Exception:  # noqa: BLE001  # user code raises anything
        return b""


class _Unpickler(pickle.Unpickler):
    replaced: dict[tuple[str, str], Any]
    namespace: dict[str, Any]

    def find_class(self, module: str, name: str) -> Any:
        """Return what a stream names; our stand-ins become this restore's own functions."""
        found = self.replaced.get((module, name))
        return found if found is not None else super().find_class(module, name)

    def persistent_load(self, pid: Any) -> Any:
        """Return the live namespace, the only thing that streams name so."""
        if pid != NAMESPACE:
            raise pickle.UnpicklingError(f"unknown persistent id {pid!r}")
        return self.namespace
