"""What DVC says of data, read and written beside our own digests: `.dvc` files and `dvc.lock`.

DVC names content by MD5, a folder by the MD5 of a list of its files. Neither DVC nor its cache is
needed. Read are versions 2 and 3 of its files; written is version 3.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.durable import discard, write_aside
from jupyter_mm.data.finding import present
from jupyter_mm.data.opening import open_ordinary
from jupyter_mm.errors import ConflictError, InvalidError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK = 1 << 20
_LARGEST_BYTES = 8 << 20
_FOLDER = ".dir"
_OURS = frozenset({"md5", "size", "nfiles", "hash", "path"})
_LEFT_OUT = frozenset({".dvc", ".git", ".hg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DvcOut:
    """One file or folder as DVC recorded it."""

    path: Path
    """Absolute."""
    md5: str
    """With `.dir` behind it for a folder."""
    size_bytes: int | None
    files: int | None
    """Of a folder."""
    is_raw: bool
    """Whether the MD5 is of the bytes themselves; before DVC 3 line ends of text were unified."""


def read_dvc(path: Path) -> tuple[DvcOut, ...]:
    """Return what a `.dvc` file or a `dvc.lock` says of data that has a digest.

    Raises NotFoundError, or InvalidError when the file is not one of DVC's.
    """
    try:
        value, folders = _parsed(path), _folders(path)
        return tuple(_out(one, path.parent / folder) for one, folder in _said(value, folders))
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidError(
            f"{path} is no file of DVC's.", hint="`dvc add` or `dvc commit` writes it anew."
        ) from error


def recorded(path: str | Path) -> DvcOut | None:
    """Return what DVC last recorded of a file or folder; None when nothing is to be found.

    Looks for the `.dvc` file beside it, and for `dvc.lock` up to the top of the repository.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100  # links stay as they are named
    for place in _places(target):
        if place.is_file():
            try:
                outs = read_dvc(place)
            except (InvalidError, NotFoundError):
                continue
            for out in outs:
                if out.path == target:
                    return out
    return None


def md5_of(path: str | Path, *, cancelled: Callable[[], bool] = lambda: False) -> str | None:
    """Return what DVC 3 would call a file or folder; None for what cannot be read, or if cancelled.

    Reads everything, at the speed of MD5: call it in the background.
    """
    target = Path(path)
    try:
        if not target.is_dir():
            return _md5(target, cancelled)
        listed = [
            {"md5": _md5(target / name, cancelled), "relpath": name}
            for name in present(os.fspath(target), cancelled=cancelled, left_out=_LEFT_OUT)
        ]
    except OSError:
        return None
    if cancelled() or any(one["md5"] is None for one in listed):
        return None
    return _hash(json.dumps(listed, sort_keys=True).encode()).hexdigest() + _FOLDER


def write_dvc(path: str | Path, *, cancelled: Callable[[], bool] = lambda: False) -> Path | None:
    """Write the `.dvc` file of a file or folder beside it, as `dvc add` does, and return its path.

    The data is neither moved nor copied into DVC's cache: `dvc commit` does that. None if it was
    cancelled. Raises NotFoundError when the data cannot be read, ConflictError when a `.dvc` file
    is there that says more: where the data were imported from, a description, a comment.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100  # links stay as they are named
    place = target.with_name(f"{target.name}.dvc")
    if place.exists() and not _is_plain(place, target.name):
        raise ConflictError(
            f"{place} holds more than `dvc add` writes.", hint="`dvc commit` brings it up to date."
        )
    md5 = md5_of(target, cancelled=cancelled)
    if cancelled():
        return None
    if md5 is None:
        raise NotFoundError(f"{target} cannot be read.", hint="Name a file or a folder.")
    content = _written(target, md5)
    aside = write_aside(place.parent, [content.encode()], 0o666)
    try:
        aside.rename(place)
    except BaseException:
        discard([aside])
        raise
    return place


def _parsed(path: Path) -> Any:
    import yaml  # noqa: PLC0415  # only where there is such a file

    with path.open("rb") as file:
        content = file.read(_LARGEST_BYTES + 1)
    if len(content) > _LARGEST_BYTES:
        raise ValueError(path)
    try:
        # The loader in C is ten times as fast and just as safe.
        return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # safe
    except yaml.YAMLError as error:
        raise ValueError(path) from error


def _folders(path: Path) -> dict[str, str]:
    """Return the folders of stages: `dvc.lock` leaves them to the `dvc.yaml` beside it."""
    beside = path.with_name("dvc.yaml")
    if path.name != "dvc.lock" or not beside.is_file():
        return {}
    stages = _parsed(beside)["stages"]
    return {name: stage["wdir"] for name, stage in stages.items() if "wdir" in stage}


def _said(value: Any, folders: dict[str, str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield what has a digest, with the folder that its path is relative to."""
    stages = value.get("stages", {"": value})
    for name, stage in stages.items():
        folder = stage.get("wdir") or folders.get(name.partition("@")[0], ".")
        for one in [*stage.get("outs", []), *stage.get("deps", [])]:
            if "md5" in one and "://" not in one["path"]:
                yield one, folder


def _out(one: dict[str, Any], folder: Path) -> DvcOut:
    size, files = one.get("size"), one.get("nfiles")
    return DvcOut(
        path=Path(os.path.normpath(folder.absolute() / one["path"])),
        md5=str(one["md5"]),
        size_bytes=None if size is None else int(size),
        files=None if files is None else int(files),
        is_raw=one.get("hash") == "md5",
    )


def _places(target: Path) -> Iterator[Path]:
    """Yield where DVC may have written of a path, the nearest first."""
    yield target.with_name(f"{target.name}.dvc")
    for folder in target.parents:
        yield folder / "dvc.lock"
        if (folder / ".dvc").is_dir():
            return


def _md5(path: Path, cancelled: Callable[[], bool]) -> str | None:
    running = _hash()
    with open_ordinary(path) as file:
        while chunk := file.read(_CHUNK):
            if cancelled():
                return None
            running.update(chunk)
    return running.hexdigest()


def _is_plain(place: Path, name: str) -> bool:
    """Tell whether a `.dvc` file says nothing but the digest of this data."""
    try:
        value, text = _parsed(place), place.read_text(encoding="utf-8")
        (out,) = value["outs"]
        return (
            "#" not in text
            and value.keys() == {"outs"}
            and out.keys() <= _OURS
            and (out["path"] == name)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _hash(content: bytes = b"") -> hashlib._Hash:
    return hashlib.md5(content, usedforsecurity=False)


def _written(target: Path, md5: str) -> str:
    import yaml  # noqa: PLC0415  # as above

    out: dict[str, Any] = {"md5": md5}
    if target.is_dir():
        names = present(os.fspath(target), left_out=_LEFT_OUT)
        out["size"] = sum((target / name).stat().st_size for name in names)
        out["nfiles"] = len(names)
    else:
        out["size"] = target.stat().st_size
    out |= {"hash": "md5", "path": target.name}
    return yaml.safe_dump({"outs": [out]}, sort_keys=False, allow_unicode=True)
