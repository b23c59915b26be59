"""What pickling gives, and what the values of one capture have in common."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pickle import BINGET, BINUNICODE, LONG_BINGET, SETITEM, SHORT_BINUNICODE, STOP
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.codecs.classes import ClassNames

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Context:
    """What the values of one capture have in common."""

    namespace: dict[str, Any]
    names: ClassNames
    class_bytes: dict[type, bytes] = field(default_factory=dict)
    class_globals: dict[type, frozenset[str]] = field(default_factory=dict)
    """Class -> names of the notebook that its code uses."""
    class_inner: dict[type, frozenset[str]] = field(default_factory=dict)
    """Class -> ids of the notebook's classes inside of its content."""
    class_objects: dict[type, dict[int, Any]] = field(default_factory=dict)
    """Class -> what others than the class may hold as well, by id."""
    building: list[type] = field(default_factory=list)
    """Classes whose parts are being pickled, outermost first."""
    reducers: dict[type, Any] = field(default_factory=dict)
    """Type -> how its objects are taken apart, as the registry says."""
    named: set[int] = field(default_factory=set)
    """Ids of the values that have names: where one is inside another stream is to be known."""


@dataclass(frozen=True, slots=True)
class Pickled:
    """One stream with its buffers, and what it reached."""

    stream: bytes
    buffers: list[Any]
    size_bytes: int
    objects: dict[int, Any] | None = field(default_factory=dict)
    """Objects that could be referred to again and may have state, by their ids; kept alive.

    None for large streams: listing the objects would cost more than the pickle. See `observe`.
    """
    changing: dict[int, Any] | None = field(default_factory=dict)
    """Those of them that may change; None as above."""
    kinds: set[type] = field(default_factory=set)
    """Types besides Python's plain ones; if empty, operators on the value run no code."""
    global_names: set[str] = field(default_factory=set)
    """Names of the notebook that functions and classes in the stream use."""
    classes: set[str] = field(default_factory=set)
    """Ids of the notebook's classes whose content is in the stream, nested ones included."""
    by_value: set[int] = field(default_factory=set)
    """Functions whose code is in the stream."""
    hidden: set[int] = field(default_factory=set)
    """Arrays that nothing outside their holder can change."""
    owners: dict[int, set[int]] = field(default_factory=dict)
    """Memory owner -> the arrays that were reached on it."""
    beside: dict[int, set[int]] = field(default_factory=dict)
    """Memory -> arrays on it that see each other's changes only through an owner in `owners`."""
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    """Memory that arrays and tensors lie in, of any size: first address, one after the last; and
    the number of the owner."""
    notes: list[str] = field(default_factory=list)
    """What of the value will not come back as it was, one sentence each."""
    places: dict[int, int] = field(default_factory=dict)
    """Id of a value that has a name as well -> its number in the stream."""
    is_shared: bool = False
    """Whether views are kept as positions in the memory they lie on."""

    def named(self, names: Mapping[str, int]) -> Pickled | None:
        """Return the stream with more names for objects inside, given by their ids.

        None when an object's number is not known. The stream ends where its dictionary is complete:
        on the top of the stack, with one entry set last, before the stop.
        """
        if not self.stream.endswith(_END) or not self.places.keys() >= set(names.values()):
            return None
        more = b"".join(_entry(name, self.places[one]) for name, one in names.items())
        stream = self.stream[:-1] + more + STOP
        return replace(self, stream=stream, size_bytes=self.size_bytes + len(more))


_END = SETITEM + STOP
_ONE_BYTE = 256


def _entry(name: str, number: int) -> bytes:
    """Return what gives the dictionary on the stack one more entry."""
    return _text(name) + _get(number) + SETITEM


def _text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) < _ONE_BYTE:
        return SHORT_BINUNICODE + bytes([len(raw)]) + raw
    return BINUNICODE + len(raw).to_bytes(4, "little") + raw


def _get(number: int) -> bytes:
    if number < _ONE_BYTE:
        return BINGET + bytes([number])
    return LONG_BINGET + number.to_bytes(4, "little")
