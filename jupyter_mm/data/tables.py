"""Table files in batches, with whatever reader this interpreter has. Used by the profiling child.

Nothing that runs code out of a file is read: HDF5 not through pandas, which keeps pickles in it.
Text has one reader for all interpreters, so that profiles of two versions compare.
"""

from __future__ import annotations

import csv
import gzip
import json
from contextlib import closing
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from jupyter_mm.data.columns import MOST_CELLS, Sample
from jupyter_mm.data.frames import frame_profile, plain_values
from jupyter_mm.data.hdf import profile_hdf
from jupyter_mm.data.written_values import read_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jupyter_mm.domain.profile import Profile

_BATCH = 20_000
_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 16 << 20
_MOST_COLUMNS = 2_000


def profile_table(path: str) -> Profile:
    """Return the profile of a table file. Raises whatever its reader raises for a bad one."""
    return READERS[suffix_of(path)](path)


def suffix_of(path: str) -> str:
    """Return the format by the name, `.csv` also for `a.csv.gz`; empty when it is no table."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    if suffixes[-1:] == [".gz"]:
        return suffixes[-2] if suffixes[-2:-1] and suffixes[-2] in _PACKED else ""
    return suffixes[-1] if suffixes and suffixes[-1] in READERS else ""


def _of_csv(path: str) -> Profile:
    csv.field_size_limit(_LONGEST_FIELD)
    with _text(path) as file:
        first = next(_lines(file), "")
    with _text(path) as file:
        rows = csv.reader(_lines(file), delimiter=max(_DELIMITERS, key=first.count))
        names = next(rows, [])
        return _of_rows(names, rows).profile(read_values)


def _of_sheet(path: str) -> Profile:
    openpyxl = import_module("openpyxl")
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = ["" if name is None else str(name) for name in next(rows, ())]
        return _of_rows(names, rows).profile()


def _of_rows(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Sample:
    """Take rows that may be too short or too long, as people's are."""
    sample, width, waiting = (
        Sample(names[:_MOST_COLUMNS]),
        min(len(names), _MOST_COLUMNS),
        iter(rows),
    )
    while batch := list(islice(waiting, _BATCH)):
        even = [(*row[:width], *[None] * (width - len(row))) for row in batch if row]
        sample.add(len(even), partial(_columns, even, width))
    return sample


def _columns(
    rows: Sequence[Sequence[Any]], width: int, chosen: Sequence[int]
) -> list[Sequence[Any]]:
    return list(zip(*[rows[at] for at in chosen], strict=True)) or [()] * width


def _of_json_lines(path: str) -> Profile:
    sample = Sample([])
    known: set[str] = set()
    with _text(path) as file:
        lines = (line for line in _lines(file) if not line.isspace())
        while batch := [json.loads(line) for line in islice(lines, _BATCH)]:
            for name in dict.fromkeys(name for row in batch for name in row):
                if name not in known and len(known) < _MOST_COLUMNS:
                    known.add(name)
                    sample.widen(name)
            rows = [[row.get(name) for name in sample.names] for row in batch]
            sample.add(len(rows), partial(_columns, rows, len(sample.names)))
    return sample.profile()


def _of_parquet(path: str) -> Profile:
    try:
        parquet = import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        return _by_polars(path, "read_parquet")
    with parquet.ParquetFile(path) as file:
        return _of_batches(file.schema_arrow.names, file.iter_batches(_BATCH))


def _of_arrow(path: str) -> Profile:
    try:
        pyarrow = import_module("pyarrow")
    except ModuleNotFoundError:
        return _by_polars(path, "read_ipc")
    with pyarrow.OSFile(path) as file, pyarrow.ipc.open_file(file) as reader:
        batches = (reader.get_batch(at) for at in range(reader.num_record_batches))
        return _of_batches(reader.schema.names, batches)


def _of_batches(names: Sequence[str], batches: Iterable[Any]) -> Profile:
    sample = Sample(names[:_MOST_COLUMNS])
    for batch in batches:
        sample.add(batch.num_rows, partial(_arrow_rows, batch))
    return sample.profile()


def _arrow_rows(batch: Any, chosen: Sequence[int]) -> list[list[Any]]:
    """Choose from a batch before it becomes Python's: that makes large tables quick."""
    columns = batch.columns[:_MOST_COLUMNS]
    return [plain_values(column.take(chosen)) for column in columns]


def _by_polars(path: str, reader: str) -> Profile:
    read = getattr(import_module("polars"), reader)
    return frame_profile(read(path), most_cells=MOST_CELLS)


def _lines(file: IO[str]) -> Iterator[str]:
    """Yield lines. Raises ValueError for one of 16 MiB: a small file may unpack to a single one."""
    while line := file.readline(_LONGEST_FIELD):
        if len(line) == _LONGEST_FIELD:
            raise ValueError("a line without an end")
        yield line


def _text(path: str) -> IO[str]:
    # What is not UTF-8 is counted all the same; its letters may be wrong.
    if path.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return Path(path).open(encoding="utf-8-sig", errors="replace", newline="")


_PACKED = frozenset({".csv", ".tsv", ".jsonl", ".ndjson"})
READERS: dict[str, Callable[[str], Profile]] = {
    ".csv": _of_csv,
    ".tsv": _of_csv,
    ".jsonl": _of_json_lines,
    ".ndjson": _of_json_lines,
    ".parquet": _of_parquet,
    ".pq": _of_parquet,
    ".feather": _of_arrow,
    ".arrow": _of_arrow,
    ".xlsx": _of_sheet,
    ".xlsm": _of_sheet,
    ".h5": profile_hdf,
    ".hdf5": profile_hdf,
    ".hdf": profile_hdf,
}
