"""The kernel's environment as a PEP 751 `pylock.toml`, cheap enough to ask after every cell.

Names and versions come from the folders of installed packages, so nothing is imported or parsed
that costs time. Installed files carry no digest of the archive they came from; where none is known
the digest of the package's own list of files stands in for it, under its own name.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from jupyter_mm.blobs.digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RECORD_DIGEST = "installed-files-blake3"
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+!_]*")
_YIELD_EVERY = 8


@dataclass(slots=True)
class Environment:
    """The lock of this process, made anew only when an installation changed."""

    _state: tuple[object, ...] = ()
    _text: bytes = field(default=b"")

    def lock(self) -> bytes:
        """Return the `pylock.toml`. Called in the background: gives way to the user's cell."""
        folders = site_folders(sys.path)
        state = tuple((folder, Path(folder).stat().st_mtime_ns) for folder in folders)
        if state != self._state:
            self._text = lock_text(folders).encode()
            self._state = state
        return self._text


def site_folders(path: Sequence[str]) -> list[str]:
    """Return the folders of a module path that hold installed packages, in order."""
    found: dict[str, None] = {}
    for entry in path:
        if entry.endswith(("site-packages", "dist-packages")) and Path(entry).is_dir():
            found.setdefault(entry)
    return list(found)


def lock_text(folders: Sequence[str]) -> str:
    """Return the lock of what is installed in these folders; the first of a name counts."""
    packages: dict[str, list[str]] = {}
    for position, (name, version, folder) in enumerate(_installed(folders)):
        if name not in packages:
            packages[name] = _package(name, version, folder)
        if position % _YIELD_EVERY == 0:
            time.sleep(0.001)
    lines = ['lock-version = "1.0"', 'created-by = "jupyter-mm"']
    lines.append(f"requires-python = {_quoted(f'=={platform.python_version()}')}")
    if not packages:
        lines.append("packages = []")
    for name in sorted(packages):
        lines += ["", "[[packages]]", *packages[name]]
    lines += ["", "[tool.jupyter-mm]", f"python = {_quoted(sys.version)}"]
    lines += [
        f"implementation = {_quoted(platform.python_implementation())}",
        f"platform = {_quoted(platform.platform())}",
    ]
    return "\n".join(lines) + "\n"


def without_credentials(url: str) -> str:
    """Return a URL without user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _installed(folders: Sequence[str]) -> Iterator[tuple[str, str, Path]]:
    """Yield normalised name, version and metadata folder of each package."""
    for folder in folders:
        for entry in sorted(os.scandir(folder), key=lambda found: found.name):
            stem, _, kind = entry.name.rpartition(".")
            parts = stem.split("-")
            if kind in {"dist-info", "egg-info"} and len(parts) > 1 and entry.is_dir():
                name = re.sub(r"[-_.]+", "-", parts[0]).lower()
                if _VERSION.fullmatch(parts[1]):
                    yield name, parts[1].replace("_", "-"), Path(entry.path)


def _package(name: str, version: str, folder: Path) -> list[str]:
    lines = [f"name = {_quoted(name)}", f"version = {_quoted(version)}"]
    return lines + (_direct(folder) or [_archive_line(name, version, folder)])


def _direct(folder: Path) -> list[str]:
    """Return the source of a package that was installed from a URL or a folder."""
    told = _told(folder)
    url = told.get("url")
    if not isinstance(url, str):
        return []
    vcs, archive, local = (told.get(f"{kind}_info") for kind in ("vcs", "archive", "dir"))
    if isinstance(vcs, dict) and vcs.get("commit_id"):
        kind, commit = str(vcs.get("vcs", "git")), str(vcs["commit_id"])
        source = _quoted(without_credentials(url))
        return [f"vcs = {{type = {_quoted(kind)}, url = {source}, commit-id = {_quoted(commit)}}}"]
    if isinstance(local, dict):
        editable = "true" if local.get("editable") else "false"
        path = _quoted(urlsplit(url).path)
        return [f"directory = {{path = {path}, editable = {editable}}}"]
    hashes = archive.get("hashes") if isinstance(archive, dict) else None
    known = {str(key): str(value) for key, value in (hashes or {}).items()} or _listed(folder)
    return [f"archive = {{url = {_quoted(without_credentials(url))}, hashes = {_table(known)}}}"]


def _told(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "direct_url.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _archive_line(name: str, version: str, folder: Path) -> str:
    """Return the wheel, or the source archive, that the package was installed from."""
    try:
        tags = re.findall(r"^Tag: (\S+)-(\S+)-(\S+)$", (folder / "WHEEL").read_text(), re.MULTILINE)
    except OSError:
        tags = []
    stem = f"{name.replace('-', '_')}-{version}"
    if not tags:
        file = _quoted(f"{stem}.tar.gz")
        return f"sdist = {{path = {file}, hashes = {_table(_listed(folder))}}}"
    parts = (".".join(dict.fromkeys(tag[place] for tag in tags)) for place in range(3))
    file = _quoted(f"{stem}-{'-'.join(parts)}.whl")
    return f"wheels = [{{path = {file}, hashes = {_table(_listed(folder))}}}]"


def _listed(folder: Path) -> dict[str, str]:
    """Return the digest of the list of a package's files, which holds their digests."""
    for name in ("RECORD", "installed-files.txt", "METADATA", "PKG-INFO"):
        try:
            return {RECORD_DIGEST: digest_of((folder / name).read_bytes())}
        except OSError:
            continue
    return {RECORD_DIGEST: digest_of(folder.name.encode())}


def _table(pairs: dict[str, str]) -> str:
    inner = ", ".join(f"{_quoted(key)} = {_quoted(value)}" for key, value in sorted(pairs.items()))
    return f"{{{inner}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)
