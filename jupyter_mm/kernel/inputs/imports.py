"""Notices when a library is imported that opens files without telling Python, and wraps its doors.

A finder stands first on `sys.meta_path`; it finds nothing itself. What it wrapped it takes back
when the process ends: some libraries then count who holds their types.
"""

from __future__ import annotations

import atexit
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from jupyter_mm.kernel.inputs.watch import InputWatch

WATCHED = frozenset(
    {
        "aiobotocore.client",
        "aiohttp.client",
        "botocore.client",
        "cv2",
        "deltalake.table",
        "deltalake.writer",
        "duckdb",
        "fastexcel",
        "fsspec.spec",
        "geopandas",
        "h5py._hl.files",
        "httpx",
        "lightgbm.basic",
        "pandas.io.parquet",
        "pexpect.pty_spawn",
        "polars",
        "pyarrow",
        "pyarrow.csv",
        "pyarrow.dataset",
        "pyarrow.feather",
        "pyarrow.json",
        "pyarrow.orc",
        "pyarrow.parquet.core",
        "rasterio",
        "requests.sessions",
        "safetensors",
        "safetensors.flax",
        "safetensors.numpy",
        "safetensors.paddle",
        "safetensors.tensorflow",
        "safetensors.torch",
        "soundfile",
        "tables.file",
        "torch",
        "torchvision.io",
        "urllib.request",
        "xarray",
        "xgboost.core",
    }
)
"""Modules with doors: the keys of the tables in `libraries` and `servers`."""


def listen_to_libraries(watch: InputWatch) -> None:
    """Have libraries tell this watch what they open, from its first cell on."""
    for finder in sys.meta_path:
        if isinstance(finder, ImportWatch):
            finder.watch = watch
            return
    finder = ImportWatch(watch)
    sys.meta_path.insert(0, finder)
    watch.prepare = finder.catch_up
    atexit.register(finder.take_back)


class ImportWatch:
    """Wraps the doors of a library right after its module ran."""

    def __init__(self, watch: InputWatch) -> None:
        """`watch` is told; another kernel session may take its place."""
        self.watch = watch
        self.replaced: list[tuple[Any, str, Any]] = []
        """Holder, name and what stood there before."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders find, with a loader that calls us once afterwards."""
        if name not in WATCHED:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if finder is not self and find is not None else None
            if spec is not None:
                self._hook(spec)
                return spec  # type: ignore[no-any-return]  # finders are not typed
        return None

    def _hook(self, spec: ModuleSpec) -> None:
        """Have the loader of this one module tell when it is done; it is left as it was."""
        loader: Any = spec.loader
        if loader is None or not hasattr(loader, "exec_module") or not hasattr(loader, "__dict__"):
            return

        def exec_module(module: ModuleType) -> None:
            vars(loader).pop("exec_module", None)
            loader.exec_module(module)
            self.wrap(spec.name)

        loader.exec_module = exec_module

    def catch_up(self) -> None:
        """Wrap what was imported before."""
        for name in sorted(WATCHED & sys.modules.keys()):
            self.wrap(name)

    def wrap(self, name: str) -> None:
        """Wrap the doors of a module; a library that looks otherwise is left alone."""
        from jupyter_mm.kernel.inputs.wrapping import wrap_module  # noqa: PLC0415  # on first need

        try:
            wrap_module(self, name)
        except Exception as error:  # noqa: BLE001  # the user's import must not fail by us
            self.watch.failed(error)

    def take_back(self) -> None:
        """Put everything back that was replaced."""
        for holder, name, before in reversed(self.replaced):
            setattr(holder, name, before)
        self.replaced.clear()
