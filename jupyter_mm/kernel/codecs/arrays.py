"""numpy views that share memory: kept as owner plus position, so that they still share it.

numpy is never imported from here; when the user has not loaded it, there are no arrays.
"""

from __future__ import annotations

import sys
from typing import Any


def array_type() -> type | None:
    """Return numpy.ndarray when numpy is loaded."""
    numpy = sys.modules.get("numpy")
    found = getattr(numpy, "ndarray", None)
    return found if isinstance(found, type) else None


def owner_of(array: Any) -> Any:
    """Return the array that holds the memory: itself, or the last array along `base`."""
    kind = type(array)
    while type(array.base) is kind:
        array = array.base
    return array


def can_share(view: Any, owner: Any) -> bool:
    """Tell whether a view can be described as a position in its owner."""
    contiguous = owner.flags.c_contiguous or owner.flags.f_contiguous
    return (
        view is not owner
        and bool(contiguous)
        and not owner.dtype.hasobject
        and not view.dtype.hasobject
    )


def position_in(view: Any, owner: Any) -> tuple[Any, ...]:
    """Return what `make_view` needs besides the owner."""
    offset = view.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    return (offset, view.shape, view.strides, view.dtype, bool(view.flags.writeable))


def make_view(owner: Any, offset: int, shape: Any, strides: Any, *rest: Any) -> Any:
    """Return an array over the memory of another."""
    dtype, is_writeable = rest
    flat = owner if owner.flags.c_contiguous else owner.T
    view = type(owner)(shape, dtype, flat, offset, strides)
    if not is_writeable:
        view.flags.writeable = False
    return view


def is_copy_on_write(kind: type) -> bool:
    """Tell whether objects of this type hide their arrays, as pandas 3 promises.

    Frames that share memory inside pandas never see each other's changes, so they are not grouped.
    """
    if kind.__module__.partition(".")[0] != "pandas":
        return False
    version = getattr(sys.modules.get("pandas"), "__version__", "0")
    return int(version.partition(".")[0] or 0) >= 3  # noqa: PLR2004  # pandas 3 made it the rule


def hidden_in(holder: Any) -> tuple[Any, ...]:
    """Return what pandas' objects hold and share among themselves, but with nobody else."""
    kind = type(holder)
    if kind.__name__.endswith("Block"):
        return (getattr(holder, "values", None),)
    bases = {base.__name__ for base in kind.__mro__}
    if "Index" in bases:
        return (getattr(holder, "_data", None),)
    if "ExtensionArray" in bases:
        return (getattr(holder, "_ndarray", None), getattr(holder, "_mask", None))
    if "NDFrame" in bases:
        return (getattr(kind, "_metadata", None),)
    return ()
