"""Where a package came from when it was no index: a URL, a repository, a folder, and its state."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from jupyter_mm.blobs.digest import hasher
from jupyter_mm.environment.names import without_credentials

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGES_DIGEST = "uncommitted-blake3"
_WATCHED_FILES = 5000
"""Of a larger repository the rest is looked at when something else changed."""
_ALWAYS_FILES = 100
"""So few are looked at after every cell."""
_REST_S = 1e-4
"""For each file beyond: how long no look follows a look, which takes a twentieth of that."""
_GIT_TIMEOUT_S = 20.0
# A repository's own configuration may name programs to run; these are not asked for.
_GIT = ("--no-optional-locks", "-c", "core.fsmonitor=false")
_CHANGED = ("diff", "--no-ext-diff", "--name-only", "--relative", "-z", "HEAD", "--", ".")
_HASHED_BYTES = 16 << 20
"""Of a larger changed file size and time stand for the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a package was taken from."""

    kind: str
    """`vcs`, `directory` or `archive`."""
    origin: str
    """URL without credentials, or path of a folder."""
    system: str = "git"
    commit: str | None = None
    subdirectory: str | None = None
    is_editable: bool = False
    hashes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The state of a folder under version control."""

    commit: str
    subdirectory: str | None
    """Of the folder in its repository."""
    remote: str | None
    """URL it was cloned from, without credentials."""
    is_dirty: bool | None
    changes: str | None
    """Digest of what is not committed."""


def source_of(told: dict[str, Any]) -> Source | None:
    """Return what a `direct_url.json` tells; None for an index, and for what nobody understands."""
    url, below = told.get("url"), told.get("subdirectory")
    if not isinstance(url, str) or not url:
        return None
    vcs, local = told.get("vcs_info"), told.get("dir_info")
    subdirectory = below if isinstance(below, str) and below else None
    if isinstance(vcs, dict) and vcs.get("commit_id"):
        return Source(
            kind="vcs",
            origin=without_credentials(url),
            system=str(vcs.get("vcs") or "git"),
            commit=str(vcs["commit_id"]),
            subdirectory=subdirectory,
        )
    if isinstance(local, dict):
        return Source(
            kind="directory",
            origin=_path(url),
            is_editable=local.get("editable") is True,
            subdirectory=subdirectory,
        )
    return Source(
        kind="archive",
        origin=without_credentials(url),
        subdirectory=subdirectory,
        hashes=_archive_hashes(told.get("archive_info")),
    )


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return url2pathname(parts.path) if parts.scheme in {"file", ""} else without_credentials(url)


def _archive_hashes(archive: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(archive, dict):
        return ()
    hashes, old = archive.get("hashes"), archive.get("hash")
    if isinstance(hashes, dict) and hashes:
        return tuple(sorted((str(key), str(value)) for key, value in hashes.items()))
    if isinstance(old, str) and "=" in old:
        name, _, value = old.partition("=")
        return ((name, value),)
    return ()


@dataclass(slots=True)
class _Watched:
    """What git told of a folder, and the files that would change it."""

    paths: tuple[str, ...]
    stamp: tuple[object, ...]
    told: Repository | None
    rests_until: float = 0.0

    def is_as_before(self, now: float, give_way: Callable[[], None]) -> bool:
        """Tell whether no file has changed; of many files, whether none had a moment ago."""
        if now < self.rests_until:
            return True
        self.rests_until = now + _REST_S * max(0, len(self.paths) - _ALWAYS_FILES)
        return _stamp(self.paths, give_way) == self.stamp


@dataclass(slots=True)
class Repositories:
    """Asks git for the state of folders, anew only when a tracked file changed."""

    clock: Callable[[], float] = time.monotonic
    _known: dict[str, _Watched] = field(default_factory=dict)

    def state(self, folder: str, give_way: Callable[[], None] = lambda: None) -> Repository | None:
        """Return the state of a folder; None where it is in no repository, or there is no git.

        Of 100 files or more a change may be noticed late: by 0.5 s in the largest that is watched.
        """
        known = self._known.get(folder)
        if known is None or not known.is_as_before(self.clock(), give_way):
            paths, told = _asked(folder)
            known = self._known[folder] = _Watched(paths, _stamp(paths, give_way), told)
        return known.told


def _stamp(paths: Sequence[str], give_way: Callable[[], None]) -> tuple[object, ...]:
    """Return what changes when one of these files does."""
    stamps: list[object] = []
    for position, path in enumerate(paths):
        if position % 64 == 0:
            give_way()
        try:
            status = os.lstat(path)
        except OSError:
            stamps.append(None)
        else:
            stamps.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)


def _asked(folder: str) -> tuple[tuple[str, ...], Repository | None]:
    """Return what to watch, and the state of a repository."""
    told = _git(folder, "rev-parse", "--absolute-git-dir", "--show-prefix", "HEAD")
    if told is None:
        return (folder, str(Path(folder, ".git", "HEAD"))), None
    git_folder, prefix, commit = os.fsdecode(told).splitlines()[:3]
    remote = _git(folder, "config", "--get", "remote.origin.url")
    listed = _git(folder, "ls-files", "-z", "--", ".") or b""
    tracked = [str(Path(folder, name)) for name in os.fsdecode(listed).split("\0") if name]
    marks = [str(Path(git_folder, name)) for name in ("", "HEAD", "index", "logs/HEAD")]
    changed = _git(folder, *_CHANGED)
    return (*marks, *tracked[:_WATCHED_FILES]), Repository(
        commit=commit,
        subdirectory=prefix.rstrip("/") or None,
        remote=without_credentials(os.fsdecode(remote).strip()) if remote else None,
        is_dirty=None if changed is None else bool(changed),
        changes=_digest_of_changes(folder, changed) if changed else None,
    )


def _digest_of_changes(folder: str, changed: bytes) -> str:
    """Return what tells one state of uncommitted files from another."""
    running = hasher()
    for name in sorted(os.fsdecode(changed).split("\0")):
        path = Path(folder, name)
        running.update(os.fsencode(name) + b"\0")
        try:
            status = path.lstat()
            is_small = status.st_size <= _HASHED_BYTES and path.is_file()
            running.update(path.read_bytes() if is_small else repr(status.st_mtime_ns).encode())
        except OSError:
            running.update(b"gone")
    return running.hexdigest()


def _git(folder: str, *words: str) -> bytes | None:
    """Return what git prints; None where it fails, is not there, or takes too long."""
    program = which("git")
    if program is None or not Path(folder).is_dir():
        return None
    try:
        run = subprocess.run(  # noqa: S603  # fixed words; the folder is an argument of its own
            [program, "-C", folder, *_GIT, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_TIMEOUT_S,
            check=False,
            start_new_session=True,  # an interrupt of the kernel is not meant for it
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None
