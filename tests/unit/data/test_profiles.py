"""Profiles of tables: the same numbers from every format."""

import csv
import json
from importlib import import_module
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # ships none
import pytest

from jupyter_mm.data import tables
from jupyter_mm.data.frames import frame_profile
from jupyter_mm.data.tables import profile_table
from jupyter_mm.domain.profile import Profile
from jupyter_mm.errors import InvalidError
from tests.unit.data.profiling import EXPECTED, FRAME, profiled


def without_whole_numbers(profile: Profile) -> list:
    """Spreadsheets and JSON have no numbers that are whole and yet fractions."""
    return [
        (one.nulls, one.distinct, one.minimum, one.maximum, one.mean, one.common)
        for one in profile.columns
    ]


@pytest.mark.parametrize("suffix", ["parquet", "feather", "csv", "tsv", "csv.gz", "arrow"])
def test_every_format_gives_the_same_profile(tmp_path: Path, home: Path, suffix: str) -> None:
    path = tmp_path / f"table.{suffix}"
    if suffix == "parquet":
        FRAME.to_parquet(path)
    elif suffix in {"feather", "arrow"}:
        FRAME.to_feather(path)
    else:
        written = FRAME.assign(joined=FRAME["joined"].dt.strftime("%Y-%m-%dT%H:%M:%S"))
        written.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ";")
    assert profiled(home, path) == EXPECTED


@pytest.mark.parametrize("suffix", ["xlsx", "jsonl"])
def test_a_spreadsheet_and_lines_of_json_have_the_same_numbers(
    tmp_path: Path, home: Path, suffix: str
) -> None:
    path = tmp_path / f"table.{suffix}"
    if suffix == "xlsx":
        FRAME.to_excel(path, index=False)
    else:
        rows = FRAME.drop(columns="joined").to_dict("records")
        clean = [{k: v for k, v in row.items() if not pd.isna(v)} for row in rows]
        path.write_text("\n".join(json.dumps(row) for row in clean), encoding="utf-8")
    found = profiled(home, path)
    assert found is not None
    wanted = without_whole_numbers(EXPECTED)
    assert without_whole_numbers(found) == (wanted if suffix == "xlsx" else wanted[:-1])


@pytest.mark.parametrize(
    "frame", [FRAME, pl.from_pandas(FRAME), pa.Table.from_pandas(FRAME)], ids=lambda f: str(type(f))
)
def test_a_frame_in_memory_has_the_profile_of_its_file(frame: object) -> None:
    assert frame_profile(frame) == EXPECTED


def test_what_is_no_table_has_no_profile() -> None:
    with pytest.raises(InvalidError, match="A list is no table"):
        frame_profile([1, 2])


@pytest.mark.parametrize("frame", [FRAME, pl.from_pandas(FRAME), pa.Table.from_pandas(FRAME)])
def test_an_empty_frame_has_columns_and_no_rows(frame) -> None:
    found = frame_profile(frame[:0])
    assert (found.rows, [column.name for column in found.columns]) == (0, list(FRAME.columns))


def test_columns_of_one_name_are_two_columns() -> None:
    frame = pd.DataFrame([[1, "a"], [2, "b"]], columns=["x", "x"])
    assert [column.type for column in frame_profile(frame).columns] == ["integer", "text"]


def test_odd_frames_are_profiled() -> None:
    frame = pd.DataFrame(
        {
            "category": pd.Categorical(["a", "b", "a"]),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "zoned": pd.Series(["2024-01-01", None, "2024-01-02"], dtype="datetime64[ns, UTC]"),
            "object": [[1], {"a": 1}, None],
            "mixed": [1, "a", 2.5],
            "huge": [10**400, 1, 2],
            "infinite": [float("inf"), 1.0, 2.0],
            "empty": [None, None, None],
        }
    )
    found = {column.name: column for column in frame_profile(frame).columns}
    assert {name: (one.type, one.nulls) for name, one in found.items()} == {
        "category": ("text", 0),
        "nullable": ("integer", 1),
        "zoned": ("time", 1),
        "object": ("other", 1),
        "mixed": ("other", 0),
        "huge": ("integer", 0),
        "infinite": ("number", 0),
        "empty": ("other", 3),
    }
    assert (found["infinite"].maximum, found["huge"].maximum) == (2.0, 2.0)


def test_of_a_large_table_evenly_spread_rows_are_looked_at(tmp_path: Path) -> None:
    rows, path = 500_000, tmp_path / "large.parquet"
    pl.DataFrame({"id": range(rows), "half": [n % 2 for n in range(rows)]}).write_parquet(path)
    found = profile_table(str(path))
    number, half = found.columns
    assert found.rows == rows
    assert 100_000 < found.looked_at <= 200_000
    assert number.mean == pytest.approx(rows / 2, rel=0.001)
    assert min(number.histogram) > 0.999 * max(number.histogram)
    assert half.mean == pytest.approx(0.5, abs=0.001)


def test_the_words_of_text_files_are_read(tmp_path: Path) -> None:
    rows = [
        ["code", "whole", "share", "when", "truth", "word", "gap"],
        ["02139", "-7", "1e3", "2024-02-29", "True", "1 apple", ""],
        ["10001", "0", ".5", "2024-03-01 10:00:00", "False", "NA", "NA"],
        [],
        ["10002", "+8"],
        ["10003", "9", "NaN", "2024-03-02", "True", "1", "", "too much"],
    ]
    with (tmp_path / "words.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    found = profile_table(str(tmp_path / "words.csv"))
    assert found.rows == 4
    assert [(one.name, one.type, one.nulls) for one in found.columns] == [
        ("code", "text", 0),
        ("whole", "integer", 0),
        ("share", "number", 2),
        ("when", "time", 1),
        ("truth", "boolean", 1),
        ("word", "text", 2),
        ("gap", "other", 4),
    ]


def test_a_text_file_in_another_encoding_is_counted(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes("name,size\nJos\xe9,1\nZo\xeb,2\n".encode("latin-1"))
    found = profile_table(str(tmp_path / "old.csv"))
    assert (found.rows, found.columns[1].maximum) == (2, 2.0)


def test_lines_of_json_with_other_keys_are_columns_with_gaps(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n\n{"b": "x"}\n{"a": 2, "b": "x"}\n')
    found = profile_table(str(tmp_path / "a.jsonl"))
    assert [(one.name, one.nulls) for one in found.columns] == [("a", 1), ("b", 1)]


def test_empty_files_have_no_rows(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl"):
        (tmp_path / name).write_bytes(b"")
        assert profile_table(str(tmp_path / name)) == Profile(rows=0, columns=(), looked_at=0)


def test_polars_reads_where_there_is_no_pyarrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = import_module

    def without_pyarrow(name: str):
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(name)
        return real(name)

    pl.from_pandas(FRAME).write_parquet(tmp_path / "a.parquet")
    pl.from_pandas(FRAME).write_ipc(tmp_path / "a.arrow")
    monkeypatch.setattr(tables, "import_module", without_pyarrow)
    assert profile_table(str(tmp_path / "a.parquet")) == EXPECTED
    assert profile_table(str(tmp_path / "a.arrow")) == EXPECTED
