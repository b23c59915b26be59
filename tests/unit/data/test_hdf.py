"""HDF5 files: tables of every shape people write, and no pickle ever loaded."""

import pickle
from pathlib import Path

import h5py  # type: ignore[import-untyped]  # ships none
import numpy as np
import pandas as pd
import pytest

from jupyter_mm.data.tables import profile_table

FRAME = pd.DataFrame(
    {
        "size": [1.5, None, 3.5],
        "count": [1, 2, 3],
        "is_new": [True, False, True],
        "at": pd.date_range("2024-01-01", periods=3),
    }
)


class Trap:
    def __reduce__(self):
        return (exec, ("raise SystemExit('a pickle was loaded')",))


def described(path: Path) -> list[tuple]:
    found = profile_table(str(path))
    return [(one.name, one.type, one.nulls, one.maximum) for one in found.columns]


@pytest.mark.filterwarnings("ignore::Warning")
def test_a_frame_that_pandas_wrote(tmp_path: Path) -> None:
    FRAME.assign(word=["a", "b", "c"]).to_hdf(tmp_path / "a.h5", key="frame")
    assert described(tmp_path / "a.h5")[:4] == [
        ("size", "number", 1, 3.5),
        ("count", "integer", 0, 3.0),
        ("is_new", "integer", 0, 1.0),
        ("at", "time", 0, "2024-01-03T00:00:00"),
    ]


@pytest.mark.filterwarnings("ignore::Warning")
def test_a_frame_that_pandas_wrote_as_a_table(tmp_path: Path) -> None:
    FRAME[["size", "count"]].to_hdf(tmp_path / "a.hdf", key="frame", format="table")
    found = profile_table(str(tmp_path / "a.hdf"))
    assert found.rows == 3
    assert {one.maximum for one in found.columns} >= {3.5, 3.0}


def test_records(tmp_path: Path) -> None:
    kind = [("x", "f4"), ("name", "S3"), ("pair", "i4", (2,)), ("deep", "f4", (2, 2))]
    rows = np.zeros(5, dtype=kind)
    rows["name"], rows["pair"][:, 1] = b"abc", 7
    with h5py.File(tmp_path / "a.hdf5", "w") as file:
        file["folder/records"] = rows
    found = described(tmp_path / "a.hdf5")
    assert found[:4] == [
        ("x", "number", 0, 0.0),
        ("name", "text", 0, None),
        ("pair[0]", "integer", 0, 0.0),
        ("pair[1]", "integer", 0, 7.0),
    ]


def test_arrays_side_by_side_and_a_matrix(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["run/time"] = np.arange(100.0)
        file["run/label"] = ["é"] * 100
        file["other"] = np.arange(7)
        file["scalar"] = 3
        file["picture"] = np.zeros((4, 500))
    assert described(tmp_path / "a.h5") == [("label", "text", 0, None), ("time", "number", 0, 99.0)]
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["m"] = np.arange(6).reshape(3, 2)
    assert described(tmp_path / "b.h5") == [
        ("m[0]", "integer", 0, 4.0),
        ("m[1]", "integer", 0, 5.0),
    ]


def test_no_pickle_is_loaded(tmp_path: Path) -> None:
    trap = np.frombuffer(pickle.dumps(Trap()), dtype="u1")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["frame/axis0"] = np.array([b"a", b"b"])
        file["frame/block0_items"] = np.array([b"a"])
        file["frame/block0_values"] = np.arange(3).reshape(3, 1)
        file["frame/block1_items"] = np.array([b"b"])
        kept = file.create_dataset("frame/block1_values", (1,), dtype=h5py.vlen_dtype("u1"))
        kept[0] = trap
        file["frame"].attrs["trap"] = np.void(trap.tobytes())
    assert described(tmp_path / "a.h5") == [("a", "integer", 0, 2.0)]


def test_a_file_without_tables_has_no_profile(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["weights"] = np.zeros((10, 3, 3))
    with pytest.raises(ValueError, match="no table"):
        profile_table(str(tmp_path / "a.h5"))
