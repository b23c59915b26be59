"""Packages that conda installed, from the notes in `conda-meta`.

A note lists every file of its package and may be megabytes long. What matters stands before and
after these lists where conda wrote it, so its ends are read first, and the whole only where they do
not tell. A note that did not change is not read again.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.environment.names import without_credentials

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = ("name", "version", "build", "channel", "url", "sha256", "requested_spec")
# conda writes its notes with an indent of two: deeper keys belong to something else.
_LINE = re.compile(r'^  "(%s)": ("(?:[^"\\\n]|\\.)*")' % "|".join(KEYS), re.MULTILINE)  # noqa: UP031
_END_BYTES = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class CondaPackage:
    """One package of conda, Python's or any other."""

    name: str
    version: str
    build: str = ""
    origin: str = ""
    """URL of the package, or its channel; without credentials."""
    sha256: str = ""
    is_requested: bool = False


@dataclass(slots=True)
class CondaNotes:
    """Reads the notes of one conda environment, and remembers them."""

    _known: dict[str, tuple[tuple[int, int], CondaPackage | None]] = field(default_factory=dict)

    def read(
        self, prefix: str, give_way: Callable[[], None] = lambda: None
    ) -> tuple[tuple[CondaPackage, ...], list[str]]:
        """Return packages by name, and what is wrong with others. No conda is no package."""
        known, self._known = self._known, {}
        packages, troubles = [], []
        for path, stamp in _notes(Path(prefix, "conda-meta")):
            give_way()
            found = known.get(path)
            one = found[1] if found is not None and found[0] == stamp else _read(Path(path))
            self._known[path] = stamp, one
            if one is None:
                troubles.append(f"{Path(path).name}: cannot be read")
            else:
                packages.append(one)
        return tuple(sorted(packages, key=lambda one: one.name)), troubles


def _notes(folder: Path) -> list[tuple[str, tuple[int, int]]]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json"):
                    status = entry.stat(follow_symlinks=False)
                    found.append((entry.path, (status.st_mtime_ns, status.st_size)))
    except OSError:
        return []
    return sorted(found)


def _read(path: Path) -> CondaPackage | None:
    try:
        told = {key: json.loads(value) for key, value in _LINE.findall(_ends(path))}
        if not {"url", "version"} <= told.keys():
            told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(told, dict):  # the file is called NAME-VERSION-BUILD
        told.setdefault("name", path.stem.rsplit("-", 2)[0])
    return _package(told)


def _ends(path: Path) -> str:
    """Return the first and the last lines of a file, none of them cut at its start."""
    with path.open("rb") as file:
        content = file.read(_END_BYTES)
        rest = max(os.fstat(file.fileno()).st_size - _END_BYTES, len(content))
        file.seek(rest)
        last = file.read()
    if rest > len(content):
        last = b"\n" + last.partition(b"\n")[2]
    return (content + last).decode("utf-8", "replace")


def _package(told: Any) -> CondaPackage | None:
    values = {key: told.get(key) for key in KEYS} if isinstance(told, dict) else {}
    text = {key: value if isinstance(value, str) else "" for key, value in values.items()}
    if not text.get("name") or not text.get("version"):
        return None
    return CondaPackage(
        name=text["name"],
        version=text["version"],
        build=text["build"],
        origin=without_credentials(text["url"] or text["channel"]),
        sha256=text["sha256"],
        is_requested=bool(text["requested_spec"]) and text["requested_spec"] != "None",
    )
