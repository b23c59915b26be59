"""Dicts, lists and the parameters of estimators as paths with short texts. Main thread."""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel import summaries
from jupyter_mm.kernel.describing.outline import MOST_ENTRIES, Outline, Said, name_of

if TYPE_CHECKING:
    from jupyter_mm.kernel.describing.allowance import Allowance

DEEPEST = 6
LONGEST_LIST = 50
"""Items that are listed of one list."""

LONGEST_TEXT = 200
LARGEST_KEY = 10**60
"""Integers beyond it would take long to write down."""

MOST_STEPS = 250
"""Of one tree, also to values that are not listed themselves."""

MOST_OBJECTS = 20
"""Values of libraries that are summed up in one tree."""

DICTS = frozenset({dict, OrderedDict, defaultdict, Counter})
LISTS = frozenset({list, tuple})
SETS = frozenset({set, frozenset})
PLAIN = frozenset({int, float, bool, complex, str, bytes, type(None)})
KEYS = frozenset({int, float, bool, str, type(None)})
_PAIR = 2
LEARNERS = frozenset({"sklearn", "xgboost", "lightgbm", "catboost", "imblearn"})


def tree(value: Any, allowance: Allowance) -> Outline:
    """Return the outline of a dict, list, tuple or set of Python's own."""
    made = _Tree(Outline("tree", shape=(len(value),)), allowance)
    made.walk("", value, 1)
    return made.outline


def is_tree(kind: type) -> bool:
    """Tell whether a type is one that `tree` takes."""
    return type(kind) is type and (kind in DICTS or kind in LISTS or kind in SETS)


def estimator(value: Any, allowance: Allowance) -> Outline:
    """Return the parameters of an estimator, and what it has learned in short."""
    made = _Tree(Outline("estimator"), allowance)
    made.parameters("", value, 1)
    return made.outline


def is_estimator(kind: type) -> bool:
    """Tell whether a type is a library's own estimator: none that somebody derived from it."""
    module = type.__dict__["__module__"].__get__(kind)
    if type(module) is not str or module.partition(".")[0] not in LEARNERS:
        return False
    is_own = getattr(sys.modules.get(module), name_of(kind), None) is kind
    return is_own and hasattr(kind, "fit")


class _Tree:
    """Collects entries up to a bound of their number and of time."""

    def __init__(self, outline: Outline, allowance: Allowance) -> None:
        self.outline = outline
        self._allowance = allowance
        self._objects = 0
        self._steps = 0

    def walk(self, path: str, value: Any, depth: int) -> None:
        """Add what is inside a value; a type with a metaclass is none of Python's own."""
        kind = type(value)
        if type(kind) is not type:
            self._leaf(path, value, kind, depth)
        elif kind in DICTS:
            self._dict(path, value, depth)
        elif kind in LISTS:
            self._list(path, value, depth)
        elif kind in SETS:
            self._set(path, value)
        else:
            self._leaf(path, value, kind, depth)

    def parameters(self, prefix: str, value: Any, depth: int) -> None:
        """Add the attributes that are parameters by scikit-learn's rule, then the learned ones."""
        known = object.__getattribute__(value, "__dict__")
        first = islice(dict.items(known), MOST_ENTRIES)
        public = [(name, one) for name, one in first if type(name) is str and name[:1] != "_"]
        self.outline.is_cut |= len(known) > MOST_ENTRIES
        for name, one in sorted(public, key=lambda pair: pair[0].endswith("_")):
            if self._is_full():
                return
            if not name.endswith("_") or _is_plain(one):
                self._parameter(prefix, name, one, depth)

    def _parameter(self, prefix: str, name: str, value: Any, depth: int) -> None:
        path = f"{prefix}{name}"
        named = _named(value) if depth < DEEPEST else []
        for label, step in named:
            if self._is_full():
                return
            self._parameter(prefix, label, step, depth + 1)
        if named:
            self.outline.is_cut |= len(named) < len(value)  # of a long list the first
        elif is_estimator(type(value)) and depth < DEEPEST:
            self._add(path, Said(name_of(type(value))))
            self.parameters(f"{path}.", value, depth + 1)
        else:
            self.walk(path, value, depth)

    def _dict(self, path: str, value: Any, depth: int) -> None:
        if self._is_too_deep(path, value, depth):
            return
        for key, one in dict.items(value):
            if self._is_full():
                return
            if type(key) is str and _is_plain(one) and len(key) < LONGEST_TEXT:
                self._add(f"{path}[{key!r}]", one)  # most are: in one step instead of five
            elif _is_key(key):
                self.walk(f"{path}[{_short(key)}]", one, depth + 1)
            else:
                self.outline.is_cut = True

    def _list(self, path: str, value: Any, depth: int) -> None:
        if self._is_too_deep(path, value, depth):
            return
        self.outline.is_cut |= len(value) > LONGEST_LIST
        for place, one in enumerate(islice(value, LONGEST_LIST)):
            if self._is_full():
                return
            self.walk(f"{path}[{place}]", one, depth + 1)

    def _set(self, path: str, value: Any) -> None:
        texts = self._texts(value) if len(value) <= LONGEST_LIST else None
        if texts is None:
            self._add(path, Said(summaries.summary(value)))
            self.outline.is_cut = True
            return
        for text in sorted(texts):
            self._add(f"{path}{{{text}}}", Said("in"))

    def _texts(self, value: Any) -> list[str] | None:
        """Return the elements of a set; None where one cannot be written down."""
        texts = []
        for one in value:
            if self._is_full() or not _is_key(one):
                return None
            texts.append(_short(one))
        return texts

    def _leaf(self, path: str, value: Any, kind: type, depth: int) -> None:
        if _is_plain(value):
            self._add(path, value)
        elif is_estimator(kind) and depth < DEEPEST:
            self._add(path, Said(name_of(kind)))
            self.parameters(f"{path}.", value, depth + 1)
        else:
            self._object(path, value)

    def _object(self, path: str, value: Any) -> None:
        """Say of what is not plain only its type and, of a few, the summary."""
        self._objects += 1
        text = summaries.type_name(value)
        if self._objects <= MOST_OBJECTS:
            text = f"{text} {summaries.summary(value)}".strip()
        self._add(path, Said(text))
        self.outline.is_cut = True

    def _is_too_deep(self, path: str, value: Any, depth: int) -> bool:
        if depth > DEEPEST or not value:
            self._add(path, Said(summaries.summary(value)))
            self.outline.is_cut |= bool(value)
            return True
        return False

    def _is_full(self) -> bool:
        """Count a step, and tell whether it is one too many."""
        self._steps += 1
        is_late = self._allowance.step()
        is_full = is_late or self._steps > MOST_STEPS or len(self.outline.leaves) >= MOST_ENTRIES
        self.outline.is_cut |= is_full
        return is_full

    def _add(self, path: str, value: Any) -> None:
        is_room = len(self.outline.leaves) < MOST_ENTRIES
        if path and len(path) <= LONGEST_TEXT and is_room:
            self.outline.leaves.append((path, value))
        else:
            self.outline.is_cut |= bool(path)


def _named(value: Any) -> list[tuple[str, Any]]:
    """Return the first steps of a pipeline: of a list that has only pairs of a name and a value."""
    first = value[:MOST_ENTRIES] if type(value) is list else []
    for step in first:
        if type(step) is not tuple or len(step) < _PAIR or type(step[0]) is not str:
            return []
    return [(step[0], step[1]) for step in first]


def _is_plain(value: Any) -> bool:
    kind = type(value)
    return type(kind) is type and kind in PLAIN


def _is_key(key: Any) -> bool:
    """Tell whether a key can be written down as it is."""
    kind = type(key)
    if type(kind) is not type or kind not in KEYS:
        return False
    return kind is not int or -LARGEST_KEY < key < LARGEST_KEY


def _short(key: Any) -> str:
    return repr(key[:LONGEST_TEXT]) if type(key) is str else repr(key)
