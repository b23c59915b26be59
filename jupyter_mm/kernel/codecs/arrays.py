"""numpy: buffers out of band in their own memory order; views that share memory still share it.

numpy is never imported before a restore needs it; when the user has not loaded it, there are no
arrays.
"""

from __future__ import annotations

import sys
from array import array as Array  # noqa: N812  # `array` is what everything here is called
from ctypes import addressof, c_char
from importlib import import_module
from pickle import PickleBuffer
from typing import Any

from jupyter_mm.blobs.area import Room
from jupyter_mm.kernel.codecs import standard
from jupyter_mm.kernel.codecs.notkept import refusal

_HOLDERS = (bytearray, Array)
"""Plain objects whose bytes arrays may lie on."""

_SUBCLASSES = frozenset({"memmap", "recarray", "matrix", "chararray"})
_AS_INTEGERS = "mM"
"""Kinds of dtype that lend no buffer: dates and durations."""


def reducer_for(kind: type) -> Any:
    """Return how objects of a type of numpy are taken apart."""
    numpy: Any = sys.modules["numpy"]
    if kind is numpy.ndarray:
        return reduce_array
    name = kind.__name__
    if issubclass(kind, numpy.ndarray):
        if kind.__module__.partition(".")[0] != "numpy":
            return None if _has_own_way(kind) else _reduce_derived
        if name in _SUBCLASSES:
            return _reduce_subclass
        return _reduce_masked if name == "MaskedArray" else None
    if name == "NpzFile":
        return refusal("an open .npz file cannot be kept: keep its arrays")
    return None


def _has_own_way(kind: type) -> bool:
    """Tell whether a class derived from ndarray says itself how it is pickled."""
    ndarray: Any = sys.modules["numpy"].ndarray
    derived = kind.__mro__[: kind.__mro__.index(ndarray)]
    return any(
        {"__reduce__", "__reduce_ex__", "__setstate__"} & vars(one).keys() for one in derived
    )


def reduce_array(array: Any, context: Any) -> Any:
    """Return how to rebuild an array: as a position in its owner, where views are to share it."""
    if not array.nbytes or array.dtype.kind == "T":
        return NotImplemented
    is_hidden = context.is_hidden(array)
    owner, holder = (array, None) if array.base is None else _memory_of(array)
    if is_hidden:
        context.lies_beside(id(owner), array)
    else:
        _tell(array, owner, holder, context)
    if context.share and context.may_join(id(owner), array, is_hidden=is_hidden):
        home = _plain(owner, context) if holder is None else _storage(holder)
        root = context.once(("memory", _address(owner, holder)), lambda: home)
        placed = None if root is array else _placed(array, root)
        if placed is not None:
            return placed
    return _whole(array)


def _tell(array: Any, owner: Any, holder: Any, context: Any) -> None:
    """Say on what memory an array lies: arrays know their owner, tensors only the address."""
    if holder is None:
        context.lies_at(*_bounds(array), id(owner), owner)
        context.lies_on(id(owner), array)
        if "torch" in sys.modules:
            context.lies_beside(_address(owner, None), array)
        return
    context.lies_at(*_bounds(array), id(holder))
    context.lies_on(_address(owner, holder) if _is_tensor(holder) else id(holder), array)


def _memory_of(array: Any) -> tuple[Any, Any]:
    """Return the array that holds the memory, and what else holds it: a tensor or plain bytes.

    Between an array and its owner there may be what numpy puts there for strides, and memoryviews.
    """
    ndarray: Any = sys.modules["numpy"].ndarray
    owner = node = array
    while (base := node.base) is not None:
        if type(base) is memoryview:
            base = base.obj
        if issubclass(type(base), ndarray):
            owner = node = base
        elif type(base).__name__ == "DummyArray" and hasattr(base, "base"):
            node = base
        else:
            is_holder = _is_tensor(base) or type(base) in _HOLDERS
            return owner, base if is_holder else None
    return owner, None


def _storage(holder: Any) -> Any:
    return holder.untyped_storage() if _is_tensor(holder) else holder


def _plain(array: Any, context: Any) -> Any:
    """Return a numpy array itself, or one over the same memory if it is of a subclass."""
    ndarray: Any = sys.modules["numpy"].ndarray
    if type(array) is ndarray:
        return array
    return context.once(("plain", id(array)), lambda: ndarray.view(array, ndarray))


def _address(owner: Any, holder: Any) -> int:
    """Return where the memory begins."""
    if holder is not None and _is_tensor(holder):
        return int(holder.untyped_storage().data_ptr())
    if holder is not None:
        return start_of(holder)
    return int(owner.__array_interface__["data"][0])


def start_of(holder: Any) -> int:
    """Return the address of the bytes of an object that lends them."""
    return addressof(c_char.from_buffer(holder))


def _is_tensor(base: Any) -> bool:
    return type(base).__module__.partition(".")[0] == "torch"


def _placed(array: Any, root: Any) -> Any:
    """Return an array as a position in another one, or in a tensor's memory."""
    numpy: Any = sys.modules["numpy"]
    if type(root) in _HOLDERS:
        offset = array.__array_interface__["data"][0] - start_of(root)
        form = (array.shape, array.strides, array.dtype, bool(array.flags.writeable))
        return make_on, (root, offset, *form)
    if type(root) is not numpy.ndarray:
        offset = array.__array_interface__["data"][0] - root.data_ptr()
        return make_over, (root, offset, array.shape, array.strides, array.dtype)
    if array.dtype.hasobject != root.dtype.hasobject or not _is_inside(array, root):
        return None
    offset = array.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    position = (root, offset, array.shape, array.strides)
    if array.dtype.hasobject:
        return make_object_view, position
    return make_view, (*position, array.dtype, bool(array.flags.writeable))


def _is_inside(view: Any, owner: Any) -> bool:
    if not (owner.flags.c_contiguous or owner.flags.f_contiguous):
        return False
    low, high = _bounds(view)
    start = owner.__array_interface__["data"][0]
    return bool(start <= low and high <= start + owner.nbytes)


def _bounds(array: Any) -> tuple[int, int]:
    """Return the first address of an array and the one after its last."""
    first = array.__array_interface__["data"][0]
    if array.flags.forc:
        return first, first + array.nbytes
    reaches = [(length - 1) * step for length, step in zip(array.shape, array.strides, strict=True)]
    low = first + sum(reach for reach in reaches if reach < 0)
    return low, first + sum(reach for reach in reaches if reach > 0) + array.itemsize


def _whole(array: Any) -> Any:
    """Return an array as its own bytes; NotImplemented for what lends none."""
    if array.dtype.hasobject or not array.nbytes:
        return NotImplemented
    order = "C"
    if not array.flags.c_contiguous:
        if array.flags.f_contiguous:
            order = "F"
        else:
            is_writeable = array.flags.writeable
            array = array.copy(order="C")
            array.flags.writeable = is_writeable
    try:
        lent = array.view("i8") if array.dtype.kind in _AS_INTEGERS else array
        buffer = PickleBuffer(lent)
        buffer.raw().release()
    except (ValueError, TypeError, BufferError):
        return NotImplemented
    return make_array, (buffer, array.dtype, array.shape, order)


def _reduce_subclass(array: Any, context: Any) -> Any:
    """Return how to rebuild a record array, a matrix or an array that was mapped from a file."""
    kind = type(array)
    if array.dtype.hasobject:
        return NotImplemented
    if kind.__name__ == "memmap" and array.filename is not None:
        context.note("comes back in memory, no longer mapped from its file")
    return make_subclass, (kind, _plain(array, context), array.dtype)


def _reduce_derived(array: Any, context: Any) -> Any:
    """Return how to rebuild an array of a class that somebody derived, with its attributes."""
    if array.dtype.hasobject:
        return NotImplemented
    arguments = (type(array), _plain(array, context), array.dtype)
    known = dict(getattr(array, "__dict__", {}))
    return make_subclass, arguments, known, None, None, standard.set_state


def _reduce_masked(array: Any, context: Any) -> Any:
    numpy: Any = sys.modules["numpy"]
    if array.baseclass is not numpy.ndarray:
        return NotImplemented
    mask = array._mask  # noqa: SLF001  # `mask` hides whether there is one
    state = {
        "fill_value": array._fill_value,  # noqa: SLF001  # None when not set, unlike `fill_value`
        "hard": bool(array.hardmask),
        "info": dict(array._optinfo),  # noqa: SLF001  # no public name
        "shared": bool(array.sharedmask),
    }
    has_mask = mask is not numpy.ma.nomask
    return make_masked, (_plain(array, context), mask if has_mask else None, state)


# ------------------------------------------------------------------------- stand-ins in streams


def make_array(buffer: Any, dtype: Any, shape: Any, order: Any) -> Any:
    """Return an array over a buffer: writable if the buffer is."""
    np: Any = import_module("numpy")
    room = Room(buffer) if type(buffer) is bytearray else buffer
    return np.ndarray(shape, dtype, room, 0, None, order)


def make_view(owner: Any, offset: int, shape: Any, strides: Any, *rest: Any) -> Any:
    """Return an array over the memory of another."""
    dtype, is_writeable = rest
    flat = owner if owner.flags.c_contiguous else owner.T
    view = type(owner)(shape, dtype, flat, offset, strides)
    if not is_writeable:
        view.flags.writeable = False
    return view


def make_object_view(owner: Any, offset: int, shape: Any, strides: Any) -> Any:
    """Return an array of objects over the memory of another."""
    np: Any = import_module("numpy")
    flat = owner.ravel(order="K")
    return np.lib.stride_tricks.as_strided(flat[offset // owner.itemsize :], shape, strides)


def make_on(holder: Any, offset: int, shape: Any, strides: Any, *rest: Any) -> Any:
    """Return an array over the bytes of another object."""
    np: Any = import_module("numpy")
    dtype, is_writeable = rest
    made = np.ndarray(shape, dtype, holder, offset, strides)
    if not is_writeable:
        made.flags.writeable = False
    return made


def make_over(storage: Any, offset: int, shape: Any, strides: Any, dtype: Any) -> Any:
    """Return an array over the memory of a tensor."""
    np: Any = import_module("numpy")
    torch: Any = import_module("torch")
    held = torch.empty(0, dtype=torch.uint8).set_(storage).numpy()
    return np.ndarray(shape, dtype, held, offset, strides)


def make_subclass(kind: type, array: Any, dtype: Any) -> Any:
    """Return an array as one of numpy's own subclasses."""
    made = array.view(kind)
    if made.dtype != dtype:
        made.dtype = dtype
    return made


def make_masked(data: Any, mask: Any, state: dict[str, Any]) -> Any:
    """Return a masked array that shares what its parts shared."""
    np: Any = import_module("numpy")
    made: Any = np.ma.MaskedArray(
        data, mask=np.ma.nomask if mask is None else mask, copy=False, hard_mask=state["hard"]
    )
    made._fill_value = state["fill_value"]  # noqa: SLF001  # None when not set
    made._optinfo.update(state["info"])  # noqa: SLF001  # no public name
    made._sharedmask = state["shared"]  # noqa: SLF001  # no public name
    return made
