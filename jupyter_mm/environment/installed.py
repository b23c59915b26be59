"""Installed packages, from the metadata folders that installers leave; nothing is imported.

A folder that is broken costs its own package a sentence, never the others. What was read stays
known until its folder changes, so that a second look costs one `stat` a package.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.environment.names import is_name, is_version, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FILES_DIGEST = "wheel-files-blake3"
METADATA_DIGEST = "metadata-blake3"
_KINDS = (".dist-info", ".egg-info", ".egg-link")
_HEAD_BYTES = 1 << 18
"""Headers of METADATA end within this; what follows is the package's description."""
_HEADER = re.compile(r"^(Name|Version|Requires-Dist|Requires-Python):[ \t]*(.*?)\s*$", re.MULTILINE)
_NEEDED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TAG = re.compile(r"^Tag: ([\w.]+)-([\w.]+)-([\w.]+)\s*$", re.MULTILINE)
_BUILD = re.compile(r"^Build: ([0-9][\w.]*)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One installed package, as its metadata tell."""

    name: str
    version: str
    is_requested: bool = False
    """Whether its installer noted that somebody asked for it."""
    is_conda: bool = False
    needs: frozenset[str] = frozenset()
    """Names of the packages it requires, extras aside."""
    requires_python: str | None = None
    wheel: str | None = None
    """Name of the wheel it came in."""
    hashes: tuple[tuple[str, str], ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    """Its `direct_url.json`."""
    modules: frozenset[str] = frozenset()
    """What it can be imported as."""
    trouble: str | None = None
    """What is wrong with its metadata."""


Known = dict[str, tuple[tuple[int, int], Installed | str]]
"""What was read of each metadata folder, and what tells whether that changed."""


@dataclass(slots=True)
class Installations:
    """Reads metadata folders, and remembers them."""

    known: Known = field(default_factory=dict)
    read_anew: int = 0
    """How many folders the last look had to read."""

    def read(
        self, folders: Sequence[str], give_way: Callable[[], None] = lambda: None
    ) -> tuple[dict[str, Installed], list[str]]:
        """Return packages by name, and what is wrong with others, for people.

        Of packages with one name the first folder's counts, as for an import; within a folder the
        one that was written last.
        """
        packages: dict[str, Installed] = {}
        troubles: list[str] = []
        known, self.known, self.read_anew = self.known, {}, 0
        for folder in folders:
            here: dict[str, Installed] = {}
            for path, stamp in _metadata(folder, troubles):
                give_way()
                one = self._one(path, stamp, known)
                self.known[path] = stamp, one
                if isinstance(one, str):
                    troubles.append(one)
                    continue
                if one.name in here:
                    troubles.append(f"{one.name}: two metadata folders in one place")
                here[one.name] = one
            packages = {**here, **packages}
        troubles += [f"{one.name}: {one.trouble}" for one in packages.values() if one.trouble]
        return packages, sorted(set(troubles))

    def _one(self, path: str, stamp: tuple[int, int], known: Known) -> Installed | str:
        found = known.get(path)
        if found is not None and found[0] == stamp:
            return found[1]
        self.read_anew += 1
        return _read(Path(path))


def _metadata(folder: str, troubles: list[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the metadata of a folder, oldest first, each with what tells whether it changed."""
    found = []
    try:
        with os.scandir(folder) as entries:
            paths = [entry.path for entry in entries if entry.name.endswith(_KINDS)]
    except OSError as error:
        troubles.append(_unreadable(Path(folder), error))
        return
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116  # hundreds of them
        except OSError as error:
            troubles.append(_unreadable(Path(path), error))
        else:
            found.append((status.st_mtime_ns, path, status.st_ino))
    for mtime_ns, path, inode in sorted(found):
        yield path, (mtime_ns, inode)


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path.name}: cannot be read ({error.strerror})"


def _read(path: Path) -> Installed | str:
    """Return the package of a metadata folder, or why there is none."""
    try:
        return _linked(path) if path.suffix == ".egg-link" else _described(path)
    except OSError as error:
        return _unreadable(path, error)


def _linked(path: Path) -> Installed | str:
    """Return what an old `setup.py develop` left: a file with the folder of the sources."""
    source = Path(path.read_text("utf-8", "replace").partition("\n")[0].strip())
    for place in sorted(source.glob("*.egg-info")):
        one = _described(place)
        if isinstance(one, Installed):
            told = {"url": source.as_uri(), "dir_info": {"editable": True}}
            return Installed(
                name=one.name, version=one.version, needs=one.needs, told=told, is_requested=True
            )
    return f"{path.name}: points to a folder without a package"


def _described(path: Path) -> Installed | str:
    files = set(os.listdir(path)) if path.is_dir() else {""}  # noqa: PTH208  # names suffice
    head = _head(path, files)
    name, version, trouble = _identity(path.stem, head)
    if name is None or version is None:
        return f"{path.name}: {trouble}"
    record = _bytes(path / "RECORD").splitlines() if "RECORD" in files else []
    return Installed(
        name=name,
        version=version,
        is_requested="REQUESTED" in files,
        is_conda="INSTALLER" in files and _bytes(path / "INSTALLER").strip() == b"conda",
        needs=_needs(head.get("Requires-Dist", [])),
        requires_python=next(iter(head.get("Requires-Python", [])), None),
        wheel=_wheel(name, version, _bytes(path / "WHEEL").decode("utf-8", "replace")),
        hashes=_hashes(path, files, record),
        told=_told(path) if "direct_url.json" in files else {},
        modules=_modules(record) or frozenset({name.replace("-", "_")}),
        trouble=trouble,
    )


def _head(path: Path, files: set[str]) -> dict[str, list[str]]:
    """Return the headers of METADATA that matter; empty where there are none."""
    name = next((one for one in ("METADATA", "PKG-INFO", "") if one in files), None)
    if name is None:
        return {}
    try:
        with (path / name).open("rb") as file:
            content = file.read(_HEAD_BYTES).replace(b"\r\n", b"\n")
    except OSError:
        return {}
    head: dict[str, list[str]] = {}
    text = content.partition(b"\n\n")[0].decode("utf-8", "replace")
    for key, value in _HEADER.findall(text):
        head.setdefault(key, []).append(value)
    return head


def _identity(stem: str, head: dict[str, list[str]]) -> tuple[str | None, str | None, str | None]:
    """Return name, version and what is wrong. METADATA counts; the folder's name stands in."""
    parts = stem.split("-")
    told = head.get("Name", [""])[0], head.get("Version", [""])[0]
    name = told[0] if is_name(told[0]) else parts[0]
    version = told[1] or (parts[1].replace("_", "-") if len(parts) > 1 else "")
    if not is_name(name) or not version:
        return None, None, "METADATA says neither name nor version"
    trouble = None
    if not told[0] or not told[1]:
        trouble = "METADATA is missing or broken"
    elif not is_version(version):
        trouble = f"{version!r} is no version"
    return normal(name), version, trouble


def _needs(lines: list[str]) -> frozenset[str]:
    """Return what a package requires in any case; extras are the wish of who asks for them."""
    found = (_NEEDED.match(line) for line in lines if "extra" not in line.partition(";")[2])
    return frozenset(normal(one[0]) for one in found if one is not None)


def _wheel(name: str, version: str, text: str) -> str | None:
    tags = _TAG.findall(text)
    if not tags:
        return None
    build = _BUILD.search(text)
    parts = [".".join(dict.fromkeys(tag[place] for tag in tags)) for place in range(3)]
    stem = [name.replace("-", "_"), version, *([build[1]] if build else []), *parts]
    return "-".join(stem) + ".whl"


def _hashes(path: Path, files: set[str], record: list[bytes]) -> tuple[tuple[str, str], ...]:
    """Return a digest of the package's code, the same whichever tool installed it.

    Installers write scripts outside the package and notes into its metadata folder, and list both
    too: they are left out, as is what has no digest because it is made anew everywhere.
    """
    others = (b"../", path.name.encode("utf-8", "replace") + b"/")
    lines = sorted(line for line in record if b",sha" in line and not line.startswith(others))
    if lines:
        return ((FILES_DIGEST, digest_of(b"\n".join(lines))),)
    name = next((one for one in ("METADATA", "PKG-INFO", "") if one in files), None)
    content = _bytes(path / name) if name is not None else path.name.encode("utf-8", "replace")
    return ((METADATA_DIGEST, digest_of(content)),)


def _modules(record: list[bytes]) -> frozenset[str]:
    tops = {line.partition(b"/")[0] for line in record}
    names = {top.partition(b",")[0].partition(b".")[0].decode("utf-8", "replace") for top in tops}
    return frozenset(name for name in names if name.isidentifier() and name != "__pycache__")


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(_bytes(path / "direct_url.json"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
