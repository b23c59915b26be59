"""A folder to run in: a copy of the data that was read, laid out as it lies on the disk.

`<scratch>/root` stands for `/`, so that `../data/x.csv` is found as it was. Absolute paths are read
where they are. Copies share their blocks with the originals where the file system can do that.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.core.data_now import is_remote, listing_of, root_of
from jupyter_mm.data.keeping import restore
from jupyter_mm.errors import MMError, StoreFullError, of_storage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.reproduce.line import Step
    from jupyter_mm.reproduce.progress import Progress

_CLONE = 0x40049409  # FICLONE of linux/fs.h
_ALIVE = "alive"
_ROOM = 1 << 28
"""Bytes that stay free beside the copies."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """One such folder."""

    folder: Path

    @property
    def root(self) -> Path:
        """What stands for `/`."""
        return self.folder / "root"

    @property
    def store(self) -> Path:
        """Where the run keeps its own history."""
        return self.folder / "store"

    def mirrored(self, path: str) -> Path:
        """Return where a path of the disk lies here; never outside, whatever the path."""
        return self.root / os.path.normpath(f"/{path}").lstrip("/")


@contextmanager
def scratch(home: Path) -> Iterator[Scratch]:
    """Make a folder and remove it at the end, and those of processes that died."""
    parent = home / "scratch"
    folder = parent / secrets.token_hex(8)
    handle = None
    try:
        parent.mkdir(mode=0o700, exist_ok=True)
        for left in parent.iterdir():
            _remove_if_left(left)
        folder.mkdir(mode=0o700)
        handle = os.open(folder / _ALIVE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        made = Scratch(folder)
        made.root.mkdir()
        made.store.mkdir()
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def inputs_of(steps: Sequence[Step]) -> tuple[DataRef, ...]:
    """Return what was there before the steps and was read by them: each path once.

    Not what they made themselves: with it there, a cell would find its old result and make none.
    """
    found: dict[str, DataRef] = {}
    made: set[str] = set()
    for step in steps:
        written = {ref.path: ref.digest for ref in step.data if ref.mode == "w"}
        for ref in step.data:
            is_own = ref.path in written and ref.digest in {None, written[ref.path]}
            if ref.mode == "r" and ref.path not in made and not is_own:
                found.setdefault(ref.path, ref)
        made |= written.keys()
    return tuple(found[path] for path in sorted(found))


def fill(
    core: Core, place: Scratch, folder: str, steps: Sequence[Step], progress: Progress
) -> tuple[str, ...]:
    """Copy what the steps read by a relative path; return the files that were restored for it.

    Raises StoreFullError when there is no room, StoreUnavailableError when a copy fails.
    """
    place.mirrored(folder).mkdir(parents=True, exist_ok=True)
    climbs = any(".." in step.source for step in steps)
    inputs = (ref for ref in inputs_of(steps) if _is_plain(ref.path))
    near = [ref for ref in inputs if climbs or _is_below(ref.path, folder)]
    pairs = [(name, ref) for ref in near for name in _files(core, ref)]
    _need_room(place, [name for name, _ in pairs])
    restored = []
    for number, (name, ref) in enumerate(pairs):
        progress.step(f"Copying {len(pairs)} files", number / len(pairs))
        if _copy(core, name, ref, place.mirrored(name)):
            restored.append(name)
    _make_folders(place, steps)
    return tuple(restored)


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError), (folder / _ALIVE).open() as alive:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)


def _is_plain(path: str) -> bool:
    """Return whether this is a file's path, and one without detours."""
    return not is_remote(path) and path.startswith("/") and os.path.normpath(path) == path


def _is_below(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _files(core: Core, ref: DataRef) -> list[str]:
    """Return the files that stand behind what was read."""
    if ref.files is None:
        return [ref.path]
    listing = listing_of(core, ref)
    names = () if listing is None else (file.path for file in listing.files)
    return [str(Path(root_of(ref.path), name)) for name in names]


def _need_room(place: Scratch, names: Sequence[str]) -> None:
    wanted = 0
    for name in names:
        with suppress(OSError):
            wanted += Path(name).stat().st_size
    free = shutil.disk_usage(place.folder).free
    if wanted + _ROOM > free:
        raise StoreFullError(
            f"The run needs a copy of {wanted >> 20} MiB of data; {free >> 20} MiB are free."
        )


def _copy(core: Core, name: str, ref: DataRef, target: Path) -> bool:
    """Copy a file, or restore it where it is gone and was kept; return whether that was so."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if Path(name).is_file():
            _clone(name, target)
        elif ref.kept is not None and ref.files is None:
            restore(core.blobs, ref.kept, target)
            return True
    except MMError:
        raise
    except OSError as error:
        raise of_storage(error) from error
    return False


def _clone(name: str, target: Path) -> None:
    with Path(name).open("rb") as source, target.open("wb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), _CLONE, source.fileno())
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise
            shutil.copyfileobj(source, copy, 1 << 20)
    shutil.copystat(name, target)
    target.chmod(target.stat().st_mode | 0o600)  # the run may write to what is its own


def _make_folders(place: Scratch, steps: Sequence[Step]) -> None:
    """Make the folders that the steps wrote into, but those that they made themselves."""
    own = {effect.detail for step in steps for effect in step.effects}
    for ref in (ref for step in steps for ref in step.data if _is_plain(ref.path)):
        parent = Path(ref.path).parent
        if ref.mode == "w" and str(parent) not in own and parent.is_dir():
            place.mirrored(str(parent)).mkdir(parents=True, exist_ok=True)
