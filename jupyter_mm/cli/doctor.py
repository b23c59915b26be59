"""`jupyter mm doctor`: what could be wrong, and what to do about it. Changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_core.paths import jupyter_config_path, jupyter_path

from jupyter_mm.core.health import Finding, bad, examine_store, note, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.settings import Settings

PACKAGES = ("jupyter-mm", "jupyterlab", "jupyter-server", "ipykernel")
WAL_RESET_FIXED = (3, 51, 3)


def examine(settings: Settings) -> list[Finding]:
    """Return all findings, in the order in which one would look."""
    return [
        *_versions(),
        *_installation(),
        *examine_store(settings.home),
    ]


def _versions() -> Iterator[Finding]:
    yield ok(f"Python {sys.version.split()[0]}")
    for name in PACKAGES:
        try:
            yield ok(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield note(f"{name} is not installed here", f"pip install {name}, unless not needed")
    sqlite = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        yield ok(f"SQLite {sqlite}; its WAL-reset fault (before 3.51.3) is kept off by a lock")
    else:
        yield ok(f"SQLite {sqlite}")
    if shutil.which("uv") or find_spec("uv"):
        yield ok("uv is there: environments can be rebuilt")
    else:
        yield note("uv is not installed: environments cannot be rebuilt", "pip install uv")


def _installation() -> Iterator[Finding]:
    reinstall = "pip install --force-reinstall jupyter-mm"
    if _server_extension_enabled():
        yield ok("server extension enabled")
    else:
        yield bad("server extension not enabled", "jupyter server extension enable jupyter_mm")
    found = [
        p for p in jupyter_path("labextensions") if Path(p, "jupyter-mm/package.json").is_file()
    ]
    if found:
        yield ok(f"lab extension installed in {found[0]}")
    else:
        yield bad("lab extension not installed: no sidebar", reinstall)
    loads = [path for path in _kernel_configs() if "jupyter_mm" in _text(path)]
    if loads:
        yield ok(f"kernels load jupyter_mm by themselves: {loads[0]}")
    else:
        yield note(
            "kernels do not load jupyter_mm by themselves", f"{reinstall}, or %load_ext jupyter_mm"
        )


def _server_extension_enabled() -> bool:
    """Read the JSON files as Jupyter Server does: the first folder that says something wins."""
    for folder in jupyter_config_path():
        files = [Path(folder, "jupyter_server_config.json")]
        files += sorted(Path(folder, "jupyter_server_config.d").glob("*.json"), reverse=True)
        for path in files:
            said = _json(path).get("ServerApp", {}).get("jpserver_extensions", {})
            if "jupyter_mm" in said:
                return bool(said["jupyter_mm"])
    return False


def _kernel_configs() -> list[Path]:
    user = Path(os.environ.get("IPYTHONDIR", Path.home() / ".ipython"), "profile_default")
    folders = [
        user,
        Path(sys.prefix, "etc/ipython"),
        Path("/usr/local/etc/ipython"),
        Path("/etc/ipython"),
    ]
    return [folder / f"ipython_kernel_config.{end}" for folder in folders for end in ("py", "json")]


def _json(path: Path) -> dict[str, dict[str, dict[str, bool]]]:
    try:
        value = json.loads(_text(path) or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
