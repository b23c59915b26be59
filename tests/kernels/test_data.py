"""A notebook that reads one file through each library: all of them are recorded, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.data.sets import read_listing
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from tests.kernels.kept import manifest, records
from tests.kernels.live import LiveKernel, assert_no_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

MAKE = """
import sqlite3, subprocess
import cv2, duckdb, h5py, joblib, numpy as np, pandas as pd, polars as pl, pyarrow as pa
import pyarrow.csv, pyarrow.dataset, pyarrow.feather, pyarrow.parquet, tables, torch, zarr
from PIL import Image
from safetensors.numpy import load_file, save_file
frame = pd.DataFrame({"a": range(40), "b": [f"row {n}" for n in range(40)]})
for name in ("open", "path", "pandas", "polars", "polars_scan", "arrow", "duckdb", "command",
             "line", "system", "with space"):
    frame.to_csv(f"{name}.csv")
for name in ("pandas", "polars", "arrow", "duckdb", "file"):
    frame.to_parquet(f"{name}.parquet")
frame.to_excel("pandas.xlsx")
frame.to_hdf("pandas.h5", key="a")
frame.to_feather("pandas.feather")
frame.to_feather("arrow.feather")
frame.to_feather("mapped.arrow", compression="uncompressed")
np.save("numpy.npy", np.ones(9))
np.save("memmap.npy", np.ones(9))
with h5py.File("h5py.h5", "w") as made:
    made["a"] = np.ones(4)
joblib.dump(frame, "joblib.joblib")
torch.save({"w": torch.ones(3)}, "torch.pt")
save_file({"w": np.ones(3)}, "safe.safetensors")
for name in ("pillow", "cv2", "imageio"):
    Image.new("RGB", (4, 4)).save(f"{name}.png")
for name in ("sqlite", "pandas"):
    with sqlite3.connect(f"{name}.db") as made:
        made.execute("create table t (a)")
    made.close()
made = duckdb.connect("duck.duckdb")
made.execute("create table t as select 1 as a")
made.close()
zarr.create_array("zarr.zarr", shape=(20,), chunks=(10,), dtype="f4")[:] = 1
pyarrow.dataset.write_dataset(pa.table({"a": [1, 2, 3]}), "parts", format="parquet",
                              max_rows_per_file=1, max_rows_per_group=1)
"""

CELLS = {
    "open": ("open('open.csv').read()", "open.csv", "open"),
    "pathlib": ("import pathlib; pathlib.Path('path.csv').read_text()", "path.csv", "open"),
    "pandas csv": ("pd.read_csv('pandas.csv')", "pandas.csv", "pandas"),
    "pandas parquet": ("pd.read_parquet('pandas.parquet')", "pandas.parquet", "pyarrow"),
    "pandas excel": ("pd.read_excel('pandas.xlsx')", "pandas.xlsx", "pandas"),
    "pandas hdf": ("pd.read_hdf('pandas.h5')", "pandas.h5", "tables"),
    "pandas feather": ("pd.read_feather('pandas.feather')", "pandas.feather", "pandas"),
    "pandas sql": (
        "c = sqlite3.connect('pandas.db'); pd.read_sql('select * from t', c); c.close()",
        "pandas.db",
        "sqlite3",
    ),
    "pyarrow parquet": (
        "pyarrow.parquet.read_table('arrow.parquet')",
        "arrow.parquet",
        "pyarrow",
    ),
    "pyarrow ParquetFile": (
        "pyarrow.parquet.ParquetFile('file.parquet').read()",
        "file.parquet",
        "pyarrow",
    ),
    "pyarrow csv": ("pyarrow.csv.read_csv('arrow.csv')", "arrow.csv", "pyarrow"),
    "pyarrow feather": ("pyarrow.feather.read_table('arrow.feather')", "arrow.feather", "pyarrow"),
    "pyarrow memory_map": ("pa.memory_map('mapped.arrow').read()", "mapped.arrow", "pyarrow"),
    "pyarrow dataset": ("pyarrow.dataset.dataset('parts').to_table()", "parts", "pyarrow"),
    "polars csv": ("pl.read_csv('polars.csv')", "polars.csv", "polars"),
    "polars parquet": ("pl.read_parquet('polars.parquet')", "polars.parquet", "polars"),
    "polars scan": ("pl.scan_csv('polars_scan.csv').collect()", "polars_scan.csv", "polars"),
    "polars glob": ("pl.read_parquet('parts/*.parquet')", "parts", "polars"),
    "duckdb csv": ("duckdb.sql(\"from 'duckdb.csv'\").fetchall()", "duckdb.csv", "duckdb"),
    "duckdb parquet": (
        "duckdb.connect().execute(\"select * from read_parquet('duckdb.parquet')\").fetchall()",
        "duckdb.parquet",
        "duckdb",
    ),
    "duckdb database": (
        "c = duckdb.connect('duck.duckdb', read_only=True); c.sql('from t').fetchall(); c.close()",
        "duck.duckdb",
        "duckdb",
    ),
    "numpy load": ("np.load('numpy.npy')", "numpy.npy", "numpy"),
    "numpy memmap": ("np.memmap('memmap.npy').sum()", "memmap.npy", "numpy"),
    "h5py": ("with h5py.File('h5py.h5') as f: f['a'][:]", "h5py.h5", "h5py"),
    "zarr": ("zarr.open('zarr.zarr')[:]", "zarr.zarr", "zarr"),
    "torch": ("torch.load('torch.pt')", "torch.pt", "torch"),
    "safetensors": ("load_file('safe.safetensors')", "safe.safetensors", "safetensors"),
    "joblib": ("joblib.load('joblib.joblib')", "joblib.joblib", "joblib"),
    "sqlite3": (
        "c = sqlite3.connect('sqlite.db'); c.execute('select * from t').fetchall(); c.close()",
        "sqlite.db",
        "sqlite3",
    ),
    "pillow": ("Image.open('pillow.png').load()", "pillow.png", "PIL"),
    "opencv": ("cv2.imread('cv2.png').shape", "cv2.png", "cv2"),
    "imageio": (
        "import imageio.v3; imageio.v3.imread('imageio.png').shape",
        "imageio.png",
        "imageio",
    ),
    "subprocess": (
        "subprocess.run(['wc', '-l', 'command.csv'], capture_output=True).returncode",
        "command.csv",
        "command",
    ),
    "shell": (
        "subprocess.run('cat \"with space.csv\" | wc -l', shell=True)",
        "with space.csv",
        "command",
    ),
    "os.system": (
        "import os; os.system('wc -l < system.csv > /dev/null')",
        "system.csv",
        "command",
    ),
    "line": ("!wc -l line.csv", "line.csv", "command"),
}


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKernel]:
    """A kernel that ran one cell for each library."""
    home = tmp_path_factory.mktemp("data") / "home"
    with LiveKernel(home) as kernel:
        kernel.ok(MAKE)
        kernel.settle()
        for code, _, _ in CELLS.values():
            kernel.ok(code)
        kernel.settle()
        yield kernel
        assert_no_trouble(kernel)


def inputs(home: Path, number: int) -> list[dict[str, Any]]:
    """Return what the n-th execution read and wrote."""
    found: list[dict[str, Any]] = manifest(home, records(home, "capture")[number])["inputs"]
    return found


def set_of(home: Path, folder: Path) -> str:
    """Return the digest of the set of all files in a folder, computed without the product."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = [
        {
            "path": str(path.relative_to(folder)),
            "size_bytes": path.stat().st_size,
            "digest": digest_of(path.read_bytes()),
        }
        for path in files
    ]
    return digest_of(canonical.dumps({"files": listed, "version": 1}))


def test_each_library_leaves_exactly_its_file(notebook: LiveKernel) -> None:
    folder = notebook.home.parent
    expected, found = [], []
    for number, (library, (_, name, how)) in enumerate(CELLS.items(), start=1):
        path = folder / name
        digest = set_of(notebook.home, path) if path.is_dir() else digest_of(path.read_bytes())
        expected.append((library, name, "r", how, digest))
        found += [
            (library, one["path"].removeprefix(f"{folder}/"), one["mode"], one["how"],
             one["digest"] or one["reason"])
            for one in inputs(notebook.home, number)
        ]  # fmt: skip
    for library, name, mode, how, digest in found:
        print(f"{library:20} {mode} {name:20} {how:12} {digest[:16]}")  # noqa: T201  # the table
    assert found == expected


def test_what_each_library_wrote_is_recorded(notebook: LiveKernel) -> None:
    folder, store = notebook.home.parent, FolderStore(notebook.home)
    names = set()
    for one in inputs(notebook.home, 0):
        if one["mode"] == "w" and one["files"] is None:
            names.add(one["path"])
        elif one["mode"] == "w":
            listing = read_listing(store.get(Digest.parse(one["digest"])))
            names |= {f"{one['path']}/{file.path}" for file in listing.files}
    made = {"parts", "zarr.zarr", *(name for _, name, _ in CELLS.values())}
    files = {path for name in made for path in [folder / name, *(folder / name).rglob("*")]}
    assert names == {str(path) for path in files if path.is_file()}


def test_a_sets_listing_is_in_the_store(notebook: LiveKernel) -> None:
    store = FolderStore(notebook.home)
    number = list(CELLS).index("pyarrow dataset") + 1
    (found,) = inputs(notebook.home, number)
    listing = read_listing(store.get(Digest.parse(found["digest"])))
    assert found["files"] == 3
    assert [file.path for file in listing.files] == [
        "part-0.parquet",
        "part-1.parquet",
        "part-2.parquet",
    ]
