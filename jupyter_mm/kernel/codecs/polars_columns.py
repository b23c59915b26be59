"""polars: each column by itself, so that a new column costs no more than its own bytes.

Plain numbers lend their memory; the rest goes through Arrow if it is loaded, else by polars' own
bytes. polars is never imported before a restore needs it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pickle import PickleBuffer
from typing import Any


def reducer_for(kind: type) -> Any:
    """Return how objects of a type of polars are taken apart."""
    polars: Any = sys.modules["polars"]
    if kind is polars.DataFrame:
        return _reduce_frame
    if kind is polars.Series:
        return _reduce_series
    return None


def _reduce_frame(frame: Any, _context: Any) -> Any:
    return make_frame, (frame.get_columns(), frame.height)


def _reduce_series(series: Any, _context: Any) -> Any:
    """Return a column in the cheapest way that its type allows."""
    polars: Any = sys.modules["polars"]
    if series.dtype == polars.Object:
        return make_objects, (series.name, series.to_list())
    lent = _lent(series)
    if lent is not None:
        return make_numbers, (series.name, series.dtype, PickleBuffer(lent), str(lent.dtype))
    if "pyarrow" in sys.modules and not _is_categorical(series.dtype):
        newest = polars.CompatLevel.newest()
        return make_arrow, (series.name, series.dtype, series.to_arrow(compat_level=newest))
    return make_column, (PickleBuffer(series.__getstate__()),)


def _lent(series: Any) -> Any:
    """Return the numbers of a column where they lie; None when they do not lie plainly."""
    if "numpy" not in sys.modules or series.n_chunks() != 1 or series.null_count():
        return None
    is_number = series.dtype.is_integer() or series.dtype.is_float()
    if not is_number and not series.dtype.is_temporal():
        return None
    try:
        found = series.to_physical().to_numpy(allow_copy=False)
    except Exception:  # noqa: BLE001  # polars says so in its own ways
        return None
    return found if found.dtype.kind in "iuf" and found.flags.c_contiguous else None


def _is_categorical(dtype: Any) -> bool:
    return dtype.base_type().__name__ in {"Categorical", "Enum", "Struct", "List", "Array"}


# ------------------------------------------------------------------------- stand-ins in streams


def make_frame(columns: list[Any], height: int) -> Any:
    """Return a frame of these columns."""
    pl: Any = import_module("polars")
    return pl.DataFrame(columns) if columns else pl.DataFrame(height=height)


def make_numbers(name: str, dtype: Any, buffer: Any, kind: str) -> Any:
    """Return a column of plain numbers, dates or times."""
    np: Any = import_module("numpy")
    pl: Any = import_module("polars")
    made: Any = pl.Series(name, np.frombuffer(buffer, kind))
    return made if made.dtype == dtype else made.cast(dtype)


def make_arrow(name: str, dtype: Any, array: Any) -> Any:
    """Return a column that was kept as an Arrow array."""
    pl: Any = import_module("polars")
    made: Any = pl.Series(name, array)
    return made if made.dtype == dtype else made.cast(dtype)


def make_objects(name: str, values: list[Any]) -> Any:
    """Return a column of Python objects."""
    pl: Any = import_module("polars")
    return pl.Series(name, values, dtype=pl.Object)


def make_column(buffer: Any) -> Any:
    """Return a column that was kept as polars' own bytes."""
    pl: Any = import_module("polars")
    made: Any = pl.Series.__new__(pl.Series)
    made.__setstate__(bytes(buffer))
    return made
