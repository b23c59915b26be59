"""One line about values of libraries, without running code of the user's: shape, type, device.

Only types that the libraries themselves define are looked at; a class of the notebook that is
derived from one may answer anything.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def shape_of(value: Any, kind: type) -> str:
    """Return what is known about a value; nothing for types that are not known."""
    module = type.__dict__["__module__"].__get__(kind)
    if type(module) is not str or module == "__main__":
        return ""
    top = module.partition(".")[0]
    known = _KNOWN.get((top, kind.__name__)) or _FAMILIES.get(top)
    if known is None or getattr(sys.modules.get(module), kind.__name__, None) is not kind:
        return ""
    try:
        return known(value)
    except Exception:  # noqa: BLE001  # half-made objects of libraries raise anything
        return ""


def by(lengths: Any) -> str:
    """Return lengths as people write them: `800 × 12`."""
    return " × ".join(f"{length}" for length in lengths) or "scalar"


def _array(array: Any) -> str:
    return f"{by(array.shape)} {array.dtype}"


def _masked(array: Any) -> str:
    return f"{by(array.shape)} {array.dtype}, {int(array.count())} not masked"


def _frame(frame: Any) -> str:
    return f"{len(frame.index)} × {len(frame.columns)}"


def _series(series: Any) -> str:
    return f"{len(series.index)} × {series.dtype}"


def _index(index: Any) -> str:
    return f"{len(index)} × {index.dtype}"


def _polars_frame(frame: Any) -> str:
    return f"{frame.height} × {frame.width}"


def _polars_series(series: Any) -> str:
    return f"{series.len()} × {series.dtype}"


def _lazy(_frame: Any) -> str:
    return "not collected"


def _arrow_table(table: Any) -> str:
    return f"{table.num_rows} × {table.num_columns}"


def _arrow_array(array: Any) -> str:
    return f"{len(array)} × {array.type}"


def _tensor(tensor: Any) -> str:
    where = "" if tensor.device.type == "cpu" else f" on {tensor.device}"
    return f"{by(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}{where}"


def _sparse(matrix: Any) -> str:
    if not hasattr(type(matrix), "nnz"):
        return ""
    return f"{by(matrix.shape)} {matrix.dtype}, {matrix.nnz} stored"


def _estimator(estimator: Any) -> str:
    """Return whether an estimator has learned, which scikit-learn shows by names ending in `_`."""
    known = getattr(estimator, "__dict__", {})
    if not hasattr(type(estimator), "fit"):
        return ""
    learned = any(name.endswith("_") and not name.startswith("_") for name in known)
    features = known.get("n_features_in_")
    if not learned:
        return "not fitted"
    return f"fitted on {features} features" if type(features) is int else "fitted"


def _module(module: Any) -> str:
    """Return how many modules are directly in a network; asking it for weights would run code."""
    parts = module.__dict__.get("_modules", {})
    own = module.__dict__.get("_parameters", {})
    shapes = [by(one.shape) for one in own.values() if one is not None]
    return ", ".join(shapes) if shapes else f"{len(parts)} part{'' if len(parts) == 1 else 's'}"


def _torch(value: Any) -> str:
    return _module(value) if "_modules" in getattr(value, "__dict__", {}) else ""


_KNOWN: dict[tuple[str, str], Callable[[Any], str]] = {
    ("numpy", "ndarray"): _array,
    ("numpy", "memmap"): _array,
    ("numpy", "recarray"): _array,
    ("numpy", "MaskedArray"): _masked,
    ("pandas", "DataFrame"): _frame,
    ("pandas", "Series"): _series,
    ("pandas", "Index"): _index,
    ("pandas", "DatetimeIndex"): _index,
    ("polars", "DataFrame"): _polars_frame,
    ("polars", "Series"): _polars_series,
    ("polars", "LazyFrame"): _lazy,
    ("pyarrow", "Table"): _arrow_table,
    ("pyarrow", "RecordBatch"): _arrow_table,
    ("pyarrow", "ChunkedArray"): _arrow_array,
    ("torch", "Tensor"): _tensor,
    ("torch", "Parameter"): _tensor,
}
_FAMILIES: dict[str, Callable[[Any], str]] = {
    "scipy": _sparse,
    "sklearn": _estimator,
    "lightgbm": _estimator,
    "xgboost": _estimator,
    "torch": _torch,
}
