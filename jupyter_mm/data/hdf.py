"""Tables in HDF5 files, read by h5py: values only, never the pickles that others keep in there.

The longest table of a file counts. It is a data set of records, what pandas wrote with
`to_hdf` (where its columns are not pickled), a matrix, or arrays of one length side by side.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any

from jupyter_mm.data.columns import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mm.domain.profile import Profile

_BATCH = 20_000
_MOST_COLUMNS = 2_000
_WIDEST_MATRIX = 64
Column = tuple[str, Any, "int | None"]
"""A name, a one-dimensional view of a data set, and which of its second places; None for all."""


def profile_hdf(path: str) -> Profile:
    """Return the profile of the longest table. Raises ValueError where there is none."""
    h5py = import_module("h5py")
    with h5py.File(path, "r") as file:
        tables = _tables(h5py, file)
        if not tables:
            raise ValueError("no table")
        columns = max(tables, key=lambda table: (len(table[0][1]), len(table)))[:_MOST_COLUMNS]
        rows, sample = len(columns[0][1]), Sample([name for name, _, _ in columns])
        for start in range(0, rows, _BATCH):
            stop = min(start + _BATCH, rows)
            sample.add(stop - start, partial(_values, columns, start, stop))
        return sample.profile()


def _tables(h5py: Any, file: Any) -> list[list[Column]]:
    """Return the columns of every table, in the order of their names."""
    sets: dict[str, Any] = {}
    file.visititems(lambda name, one: sets.update({name: one} if _is_data(h5py, one) else {}))
    found, loose = [], dict[tuple[str, int], list[Column]]()
    for name, one in sets.items():
        folder, _, last = name.rpartition("/")
        if f"/{name}".count("/_i_"):
            continue  # an index that PyTables keeps beside a table
        if last.startswith("block") and f"{folder}/axis0" in file:
            if last == "block0_values":
                found.append(_of_pandas(file, folder, sets))
        elif one.dtype.names:
            found.append(_of_records(one))
        elif one.ndim == 2 and one.shape[1] <= _WIDEST_MATRIX:  # noqa: PLR2004  # a matrix
            found.append([(f"{last}[{at}]", one, at) for at in range(one.shape[1])])
        elif one.ndim == 1 and f"{folder}/axis0" not in file:
            loose.setdefault((folder, len(one)), []).append((last, one, None))
    return [columns for columns in [*found, *loose.values()] if columns]


def _is_data(h5py: Any, one: Any) -> bool:
    """Tell arrays of numbers, texts and records; arrays of anything longer may be pickles."""
    if not isinstance(one, h5py.Dataset) or one.ndim not in {1, 2}:
        return False
    return one.dtype.kind in "biufSV" or h5py.check_string_dtype(one.dtype) is not None


def _of_records(one: Any) -> list[Column]:
    """Return a column for each field, and for each place of a field that has several."""
    found: list[Column] = []
    for name in one.dtype.names:
        kind = one.dtype[name]
        if kind.shape:
            places = product(*map(range, kind.shape[:1]))
            found += [(f"{name}[{at}]", one.fields(name), at) for (at,) in places]
        elif kind.kind in "biufS":
            found.append((name, one.fields(name), None))
    return found


def _of_pandas(file: Any, folder: str, sets: dict[str, Any]) -> list[Column]:
    """Return the columns of a frame in pandas' fixed form, in the frame's order."""
    found: dict[str, Column] = {}
    number = 0
    while (block := f"{folder}/block{number}_values") in file:
        names = file[f"{folder}/block{number}_items"][:]
        if block in sets:
            found |= {
                _plain(name): (_plain(name), sets[block], at) for at, name in enumerate(names)
            }
        number += 1
    order = [_plain(name) for name in file[f"{folder}/axis0"][:]]
    return [found[name] for name in order if name in found]


def _values(
    columns: Sequence[Column], start: int, stop: int, places: Sequence[int]
) -> list[list[Any]]:
    read: dict[int, Any] = {}
    for _, one, _ in columns:
        if id(one) not in read:
            read[id(one)] = _times(one, one[start:stop])[list(places)]
    return [
        [
            _plain(value)
            for value in (read[id(one)] if at is None else read[id(one)][:, at]).tolist()
        ]
        for _, one, at in columns
    ]


def _times(one: Any, values: Any) -> Any:
    """Return what pandas marks as times as times; everything else as it is."""
    kind = str(_plain(getattr(one, "attrs", {}).get("value_type", "")))
    if not kind.startswith("datetime64"):
        return values
    unit = kind.partition("[")[2].rstrip("]") or "ns"
    return values.astype(f"datetime64[{unit}]").astype("datetime64[us]")


def _plain(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
