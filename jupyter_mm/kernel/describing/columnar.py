"""Frames of polars and pyarrow: nobody can change them, so they are looked at where they are.

The courier's thread. Only what the libraries count themselves in C is asked, and only of them.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from jupyter_mm.domain.description import ColumnFacts
from jupyter_mm.kernel import summaries
from jupyter_mm.kernel.describing.figures import rounded
from jupyter_mm.kernel.describing.outline import MOST_COLUMNS, Column, Lying, Numbers, Outline

LONGEST_NAME = 200


def columns_of(outline: Outline) -> Outline:
    """Return the outline of a frame or column of these libraries with its columns."""
    frozen = outline.frozen
    if type(frozen).__module__.partition(".")[0] == "polars":
        series = frozen.get_columns()[:MOST_COLUMNS] if outline.kind == "frame" else [frozen]
        columns = [_polars(one) for one in series]
    elif outline.kind == "frame":
        names = frozen.column_names[:MOST_COLUMNS]
        columns = [_arrow(name, frozen.column(at)) for at, name in enumerate(names)]
    else:
        columns = [_arrow("", frozen)]
    is_cut = outline.kind == "frame" and outline.shape[1] > MOST_COLUMNS
    return replace(outline, columns=columns, is_cut=is_cut)


def facts(column: Column) -> ColumnFacts:
    """Return what is said of a column whose numbers do not lie plainly."""
    frozen = column.frozen
    if type(frozen).__module__.partition(".")[0] == "polars":
        return _facts(column, missing=int(frozen.null_count()))
    digest = _digest(frozen)
    if column.type in {"str", "string", "large_string"} or "pyarrow.compute" not in sys.modules:
        return _facts(column, missing=int(frozen.null_count), digest=digest)
    return _facts(column, missing=int(frozen.null_count), digest=digest, **_computed(frozen))


def _facts(column: Column, *, missing: int, digest: str | None = None, **more: Any) -> ColumnFacts:
    known = {"minimum": None, "maximum": None, "mean": None, "spread": None, **more}
    return ColumnFacts(name=column.name, type=column.type, missing=missing, digest=digest, **known)


def _polars(series: Any) -> Column:
    """Return a column; of plain numbers without missing ones where they lie."""
    made = Column(_name(series.name), str(series.dtype))
    is_number = series.dtype.is_integer() or series.dtype.is_float()
    if is_number and "numpy" in sys.modules and not series.null_count() and series.n_chunks() == 1:
        numbers = series.to_numpy(allow_copy=False)
        made.numbers = Numbers(
            numbers.dtype, Lying(numbers.nbytes, own=memoryview(numbers).cast("B"))
        )
    else:
        made.frozen = series
    return made


def _arrow(name: str, array: Any) -> Column:
    return Column(_name(name), str(array.type), frozen=array)


def _computed(array: Any) -> dict[str, Any]:
    """Return what pyarrow counts of numbers and times."""
    pyarrow, compute = sys.modules["pyarrow"], sys.modules["pyarrow.compute"]
    kind = array.type
    if pyarrow.types.is_temporal(kind):
        return _ends(compute.min_max(array))
    if not (pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind)):
        return {}
    mean, spread = compute.mean(array).as_py(), compute.stddev(array, ddof=0).as_py()
    return {
        **_ends(compute.min_max(array)),
        "mean": None if mean is None else rounded(mean),
        "spread": None if spread is None else rounded(spread),
    }


def _ends(found: Any) -> dict[str, Any]:
    low, high = (found[name].as_py() for name in ("min", "max"))
    return {
        "minimum": None if low is None else str(low),
        "maximum": None if high is None else str(high),
    }


def _name(name: str) -> str:
    return summaries.storable(name[:LONGEST_NAME])


def _digest(array: Any) -> str | None:
    """Return the digest of all buffers of an Arrow array, where equal values have equal ones.

    Values in several pieces, cut from larger ones, or with anything below a missing one may be
    equal to others with other bytes: there is no digest of them.
    """
    from xxhash import xxh3_128  # noqa: PLC0415  # loaded with the first value that is kept

    chunks = array.chunks if hasattr(array, "chunks") else [array]
    if len(chunks) != 1 or array.null_count:
        return None
    (chunk,) = chunks
    held = [one for one in chunk.buffers() if one is not None]
    is_cut = chunk.offset or sum(one.size for one in held) != chunk.nbytes
    if is_cut or chunk.type.num_fields or hasattr(chunk, "dictionary") or str(chunk.type) == "bool":
        return None
    made = xxh3_128(f"{len(chunk)} ".encode())
    for buffer in chunk.buffers()[1:]:
        if buffer is not None:
            made.update(memoryview(buffer))
    return made.hexdigest()
