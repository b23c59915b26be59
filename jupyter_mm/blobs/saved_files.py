"""Copies of saved files as they are: the file's own bytes, so that any tool can bring them back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SavedFiles:
    """The folder `saved` of a store, by the whole path; what it cannot take is kept elsewhere.

    `file` gives the file of a path, `elsewhere` where else a copy goes (and makes that folder, thus
    it is not asked before `elsewhere_is` says that there is one). What fails within `spared` must
    not fail for the caller.
    """

    home: Callable[[], Path]
    file: Callable[[str], str]
    elsewhere: Callable[[str, str], str]
    elsewhere_is: Callable[[str], bool]
    spared: Callable[[str], AbstractContextManager[bool | None]]

    def copies(self, name: str, path: str) -> list[Path]:
        """Return the copies of a file that have this name, the latest first."""
        here, found = self._elsewhere(name, path), list[Path]()
        with self.spared(path):
            found = _latest([self._place(name, path), *here])
        return found or here

    def keep(self, name: str, path: str) -> Path:
        """Copy a file as it is now. Raises OSError when no place takes it."""
        file, kept = Path(self.file(path)), list[Path]()
        with self.spared(path):
            kept.append(copied(file, self._place(name, path)))
        return kept[0] if kept else copied(file, Path(self.elsewhere(name, path)))

    def keep_any(self, name: str, path: str) -> None:
        """Copy what is about to be replaced, if there is any. Raises OSError as `keep` does."""
        if Path(self.file(path)).exists():
            self.keep(name, path)

    def rename(self, old: str, new: str, names: tuple[str, ...]) -> None:
        """Let the copies of a file, or of all files in a folder, go with it."""
        with self.spared(old):
            for name in names:
                for copy in self._elsewhere(name, old):
                    shutil.move(copy, self.elsewhere(name, new))
        with self.spared(old):
            came, goes = self._folder(old), self._folder(new)
            if came.is_dir():
                aside = came.rename(
                    came.with_name(f"{came.name}@renamed")
                )  # both may be one folder
                shutil.rmtree(goes, ignore_errors=True)
                goes.parent.mkdir(parents=True, exist_ok=True)
                aside.rename(goes)

    def delete(self, path: str, names: tuple[str, ...]) -> None:
        """Delete the copies of a file, or of all files in a folder."""
        with self.spared(path):
            for name in names:
                for copy in self._elsewhere(name, path):
                    copy.unlink()
        with self.spared(path):
            shutil.rmtree(self._folder(path), ignore_errors=True)

    def _elsewhere(self, name: str, path: str) -> list[Path]:
        if not self.elsewhere_is(path):
            return []
        return _latest([Path(self.elsewhere(name, path))])

    def _place(self, name: str, path: str) -> Path:
        return self._folder(path) / f"@{name}"  # apart from the files in a folder

    def _folder(self, path: str) -> Path:
        whole = Path(self.file(path)).absolute()
        return self.home() / "saved" / whole.relative_to(whole.anchor)


def copied(file: Path, place: Path) -> Path:
    """Copy a file whole or not at all: a full disk must not spoil the copy that was there.

    It is dated now, not as the file: what was replaced last is to be listed last.
    """
    part = place.with_name(f"{place.name}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, part)
        with suppress(OSError):  # some network folders know no modes
            shutil.copymode(file, part)
        return part.replace(place)
    finally:
        with suppress(OSError):
            part.unlink()


def _latest(copies: list[Path]) -> list[Path]:
    found = [copy for copy in copies if copy.is_file()]
    return sorted(found, key=lambda copy: copy.stat().st_mtime, reverse=True)
