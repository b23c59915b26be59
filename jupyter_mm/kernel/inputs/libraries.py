"""The doors of libraries that open files in C, C++ or Rust, where Python does not hear of it.

To add a library: a row here, its module in `imports.WATCHED`, a line in the test
`tests/kernels/test_data.py` and in docs/reference/inputs.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.inputs.naming import take, take_command, take_line
from jupyter_mm.kernel.inputs.seen import READ, UPDATE, WRITE
from jupyter_mm.kernel.inputs.wrapping import before, before_in_place, noted

if TYPE_CHECKING:
    from jupyter_mm.kernel.inputs.imports import ImportWatch
    from jupyter_mm.kernel.inputs.watch import InputWatch

Args = tuple[Any, ...]
Kwargs = dict[str, Any]
Taker = Callable[["InputWatch", str, Args, Kwargs], None]

LETTERS = {"r": READ, "rb": READ, "w": WRITE, "wb": WRITE, "w-": WRITE, "x": WRITE}
"""Of the modes of HDF5 and sound files; any other is an update."""

BUCKETS = {"S3FileSystem": "s3://", "GcsFileSystem": "gs://", "AzureFileSystem": "abfs://"}
"""File systems of Arrow that are not on this machine."""


@dataclass(frozen=True, slots=True)
class Door:
    """Functions or methods of a module that take paths in the same way."""

    names: str
    taker: Taker
    wrap: Callable[[Any, Callable[..., None]], Any] = before

    def wrapper(self, owner: ImportWatch, original: Any, how: str) -> Any:
        """Return what stands in its place."""
        return self.wrap(original, noted(owner, self.taker, how))


def argument(position: int, name: str, args: Args, kwargs: Kwargs, default: Any = None) -> Any:
    """Return what was given for a parameter."""
    return args[position] if len(args) > position else kwargs.get(name, default)


def path(name: str, letter: str = READ, position: int = 0) -> Taker:
    """Return a taker of one path or several."""

    def take_path(watch: InputWatch, how: str, args: Args, kwargs: Kwargs) -> None:
        given = argument(position, name, args, kwargs)
        system = kwargs.get("filesystem")
        kind = type(system).__name__
        if system is None or kind == "LocalFileSystem":
            take(watch, given, letter, how)
        elif kind in BUCKETS:
            many = given if isinstance(given, list | tuple) else [given]
            take(watch, [f"{BUCKETS[kind]}{one}" for one in many], letter, how)

    return take_path


def moded(name: str, position: int = 1, default: str = "r") -> Taker:
    """Return a taker of a path that is followed by a mode."""

    def take_moded(watch: InputWatch, how: str, args: Args, kwargs: Kwargs) -> None:
        mode = argument(position + 1, "mode", args, kwargs, default) or default
        take(watch, argument(position, name, args, kwargs), LETTERS.get(mode, UPDATE), how)

    return take_moded


_LITERAL = re.compile(r"'((?:[^']|'')+)'|\"((?:[^\"]|\"\")+)\"")
_BEFORE_WRITE = re.compile(r"(?:\bTO|\bEXPORT\s+DATABASE)\s*\(?\s*$", re.IGNORECASE)
_BEFORE_DATABASE = re.compile(r"\bATTACH(?:\s+(?:DATABASE|IF|NOT|EXISTS))*\s*$", re.IGNORECASE)
LONGEST_SQL = 100_000


def sql(position: int) -> Taker:
    """Return a taker of the files and patterns that a query names between quotes."""

    def take_sql(watch: InputWatch, how: str, args: Args, kwargs: Kwargs) -> None:
        text = argument(position, "query", args, kwargs)
        if type(text) is not str:
            return
        for found in _LITERAL.finditer(text[:LONGEST_SQL]):
            name = (found[1] or found[2]).replace("''", "'").replace('""', '"')
            if "." not in name and "/" not in name:
                continue
            start = text[max(found.start() - 80, 0) : found.start()]
            letter = WRITE if _BEFORE_WRITE.search(start) else READ
            letter = UPDATE if _BEFORE_DATABASE.search(start) else letter
            take(watch, name, letter, how, is_guess=True)

    return take_sql


def _connect(watch: InputWatch, how: str, args: Args, kwargs: Kwargs) -> None:
    """Take a database of DuckDB."""
    name = argument(0, "database", args, kwargs)
    is_read_only = argument(1, "read_only", args, kwargs, default=False)
    if not str(name or ":").startswith(":"):
        take(watch, name, READ if is_read_only else UPDATE, how)


def _spawned(watch: InputWatch, _: str, args: Args, kwargs: Kwargs) -> None:
    """Take a command of `!` or of pexpect."""
    command, words = argument(1, "command", args, kwargs), argument(2, "args", args, kwargs) or []
    folder = kwargs.get("cwd")
    if words[:1] == ["-c"] and len(words) > 1:
        take_line(watch, str(words[1]), folder)
    elif words:
        take_command(watch, words, folder)
    elif type(command) is str:
        take_line(watch, command, folder)


_POLARS_READ = """read_avro read_csv read_csv_batched read_delta read_excel read_ipc read_ipc_schema
    read_ipc_stream read_json read_lines read_ndjson read_ods read_parquet read_parquet_metadata
    read_parquet_schema scan_csv scan_delta scan_ipc scan_lines scan_ndjson scan_parquet"""
_POLARS_WRITE = """DataFrame.write_avro DataFrame.write_csv DataFrame.write_ipc
    DataFrame.write_ipc_stream DataFrame.write_json DataFrame.write_ndjson
    DataFrame.write_parquet"""
_POLARS_SINK = """LazyFrame.sink_csv LazyFrame.sink_ipc LazyFrame.sink_ndjson
    LazyFrame.sink_parquet"""
_DUCKDB_READ = "from_csv_auto from_parquet read_csv read_json read_parquet"
_DUCKDB_QUERY = "execute from_query query query_df sql"


def _of(holder: str, names: str) -> str:
    return " ".join(f"{holder}.{name}" for name in names.split())


LIBRARIES: dict[str, tuple[Door, ...]] = {
    "cv2": (
        Door("imcount imread imreadanimation imreadmulti", path("filename")),
        Door("imwrite imwriteanimation imwritemulti", path("filename", WRITE)),
    ),
    "deltalake.table": (Door("DeltaTable.__init__", path("table_uri", position=1)),),
    "deltalake.writer": (Door("write_deltalake", path("table_or_uri", WRITE)),),
    "duckdb": (
        Door("connect", _connect),
        Door(_DUCKDB_QUERY, sql(0), before_in_place),
        Door(_of("DuckDBPyConnection", _DUCKDB_QUERY), sql(1), before_in_place),
        Door(_DUCKDB_READ, path("path_or_buffer")),
        Door(_of("DuckDBPyConnection", _DUCKDB_READ), path("path_or_buffer", position=1)),
        Door(
            "DuckDBPyRelation.to_csv DuckDBPyRelation.to_parquet DuckDBPyRelation.write_csv "
            "DuckDBPyRelation.write_parquet",
            path("file_name", WRITE, 1),
        ),
    ),
    "fastexcel": (Door("read_excel", path("source")),),
    "geopandas": (
        Door("read_feather read_file read_parquet", path("filename")),
        Door("GeoDataFrame.to_file", path("filename", WRITE, 1)),
    ),
    "h5py._hl.files": (Door("File.__init__", moded("name")),),
    "lightgbm.basic": (
        Door("Booster.__init__", path("model_file", position=3)),
        Door("Booster.save_model", path("filename", WRITE, 1)),
        Door("Dataset.__init__", path("data", position=1)),
    ),
    "pandas.io.parquet": (Door("PyArrowImpl.write", path("path", WRITE, 2)),),
    "pexpect.pty_spawn": (Door("spawn.__init__", _spawned),),
    "polars": (
        Door(_POLARS_READ, path("source")),
        Door(_POLARS_WRITE, path("file", WRITE, 1)),
        Door(_POLARS_SINK, path("path", WRITE, 1)),
        Door("DataFrame.write_delta", path("target", WRITE, 1)),
    ),
    "pyarrow": (
        Door("memory_map", moded("path", 0)),
        Door("create_memory_map", path("path", WRITE)),
        Door("input_stream", path("source")),
        Door("output_stream", path("source", WRITE)),
    ),
    "pyarrow.csv": (
        Door("open_csv read_csv", path("input_file")),
        Door("write_csv", path("output_file", WRITE, 1)),
    ),
    "pyarrow.dataset": (
        Door("dataset", path("source")),
        Door("parquet_dataset", path("metadata_path")),
        Door("write_dataset", path("base_dir", WRITE, 1)),
    ),
    "pyarrow.feather": (
        Door("FeatherDataset.__init__", path("path_or_paths", position=1)),
        Door("read_feather read_table", path("source")),
        Door("write_feather", path("dest", WRITE, 1)),
    ),
    "pyarrow.json": (Door("open_json read_json", path("input_file")),),
    "pyarrow.orc": (
        Door("ORCFile.__init__ ORCWriter.__init__", path("source", position=1)),
        Door("read_table", path("source")),
        Door("write_table", path("where", WRITE, 1)),
    ),
    "pyarrow.parquet.core": (
        Door("ParquetDataset.__init__", path("path_or_paths", position=1)),
        Door("ParquetFile.__init__", path("source", position=1)),
        Door("ParquetWriter.__init__", path("where", WRITE, 1)),
        Door("read_metadata read_schema", path("where")),
        Door("read_table", path("source")),
        Door("write_metadata write_table", path("where", WRITE, 1)),
        Door("write_to_dataset", path("root_path", WRITE, 1)),
    ),
    "rasterio": (Door("open", moded("fp", 0)),),
    "safetensors": (Door("safe_open.__init__", path("filename", position=1)),),
    **{
        f"safetensors.{kind}": (
            Door("load_file load_model", path("filename")),
            Door("save_file save_model", path("filename", WRITE, 1)),
        )
        for kind in ("flax", "numpy", "paddle", "tensorflow", "torch")
    },
    "soundfile": (Door("SoundFile.__init__", moded("file")),),
    "tables.file": (Door("File.__init__", moded("filename")),),
    "torch": (
        Door("save", path("f", WRITE, 1)),
        Door("jit.load", path("f")),
        Door("jit.save", path("f", WRITE, 1)),
    ),
    "torchvision.io": (
        Door("read_file read_image read_video", path("path")),
        Door("write_file write_jpeg write_png", path("filename", WRITE, 1)),
    ),
    "xarray": (
        Door("open_dataarray open_dataset", path("filename_or_obj")),
        Door("open_mfdataset", path("paths")),
        Door("open_zarr", path("store")),
        Door("Dataset.to_netcdf", path("path", WRITE, 1)),
        Door("Dataset.to_zarr", path("store", WRITE, 1)),
    ),
    "xgboost.core": (
        Door("Booster.load_model", path("fname", position=1)),
        Door("Booster.save_model", path("fname", WRITE, 1)),
        Door("DMatrix.__init__", path("data", position=1)),
    ),
}
