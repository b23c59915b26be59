"""Which files are of no interest: those of the system, of Python, of Jupyter, and our own."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = (".py", ".pyc", ".pyi", ".so", ".pyd", ".pth", ".ttf", ".otf", ".afm", ".pfb", ".pyx")
_SYSTEM = ("/proc/", "/dev/", "/sys/", "/run/", "/var/lib/", "/var/cache/")
_PACKAGES = ("/site-packages/", "/dist-packages/", "/__pycache__/", "/.ipynb_checkpoints/")


_NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CACHES = (
    "MPLCONFIGDIR",
    "NUMBA_CACHE_DIR",
    "PIP_CACHE_DIR",
    "PYTHONPYCACHEPREFIX",
    "UV_CACHE_DIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
)
"""Environment variables that name folders of settings and caches."""


def uninteresting_folders(home: Path, environment: Mapping[str, str]) -> list[str]:
    """Return the folders that belong to Python, Jupyter, fonts and us, not to the user's data."""
    import sysconfig  # noqa: PLC0415  # IPython has loaded all of these
    import tempfile  # noqa: PLC0415  # as above

    from IPython.paths import get_ipython_dir  # noqa: PLC0415  # as above
    from jupyter_core import paths  # noqa: PLC0415  # as above

    places = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), str(home)]
    places += [get_ipython_dir(), paths.jupyter_config_dir(), paths.jupyter_data_dir()]
    places += [paths.jupyter_runtime_dir(), "/usr/share", "/usr/lib", "/usr/local/lib", "/etc"]
    places += [str(Path(tempfile.gettempdir()) / f"ipykernel_{os.getpid()}")]
    places += [os.path.abspath(environment[name]) for name in _CACHES if environment.get(name)]  # noqa: PTH100  # as the others
    return [place for place in places if place not in {"", "/", "/usr"}]


def beginnings(folders: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return how the paths of all files in these folders begin."""
    return tuple(f"{folder.rstrip('/')}/" for folder in folders if len(folder) > 1)


def is_left_out(path: str, left_out: tuple[str, ...]) -> bool:
    """Tell whether a file is of no interest by its absolute path."""
    return (
        path.startswith(_SYSTEM)
        or path.endswith(CODE)
        or path.startswith(left_out)
        or any(part in path for part in _PACKAGES)
        or not is_line(path)
    )


def is_line(text: str) -> bool:
    """Tell whether a name is text in one line: no control characters, nothing undecodable."""
    return _NO_LINE.search(text) is None


def is_private(path: str, user: str, folder: str | None) -> bool:
    """Tell whether a file belongs to a hidden file or folder of the user's home: settings, caches.

    Not so when the notebook itself works in there.
    """
    if not path.startswith(f"{user}/."):
        return False
    hidden = path[: path.find("/", len(user) + 2)] if "/" in path[len(user) + 2 :] else path
    return not (folder is not None and f"{folder}/".startswith(f"{hidden}/"))
