"""The store's folder: made on first use, recognised ever after. Format: docs/formats/blobs.md."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from jupyter_mm.blobs.durable import (
    create_once,
    discard,
    make_folder,
    replace,
    storage_errors,
    sync_folder,
)
from jupyter_mm.blobs.signature import KEY_BYTES
from jupyter_mm.domain import canonical
from jupyter_mm.errors import (
    CorruptError,
    InvalidError,
    NotFoundError,
    ReadOnlyError,
    of_storage,
)

FORMAT = 2
FOLDERS = ("blobs", "packs", "tmp", "outbox", "outbox/rejected", "keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """What `store.json` says, and whether this version may write there."""

    home: Path
    format: int
    store: str
    """Id of the store: 32 hexadecimal digits."""
    read_only: str | None
    """Why nothing may be written; None when it may."""


def open_home(home: Path) -> StoreInfo:
    """Return the store in a folder; make folder, key and `store.json` where they are missing.

    Any number of processes may do this at once. Raises ReadOnlyError, StoreFullError or
    StoreUnavailableError when there is no store and none can be made, CorruptError when
    `store.json` cannot be read.
    """
    if not (home / "store.json").exists():
        with storage_errors():
            _create(home)
    info = read_home(home)
    if info.read_only is None:
        with storage_errors():
            _complete(home)
    return info


def read_home(home: Path) -> StoreInfo:
    """Return the store in a folder without touching it. Raises NotFoundError where none is."""
    try:
        content = (home / "store.json").read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no store in {home}.") from error
    except OSError as error:
        raise of_storage(error) from error
    form, store = _parsed(content, home)
    return StoreInfo(home=home, format=form, store=store, read_only=_why_read_only(home, form))


def load_key(home: Path) -> bytes:
    """Return the key that signs this store's checkpoints. Raises CorruptError when it is torn."""
    with storage_errors():
        key = (home / "keys" / "local.key").read_bytes()
    if len(key) != KEY_BYTES:
        raise CorruptError(f"The key {home / 'keys' / 'local.key'} has {len(key)} bytes, not 32.")
    return key


def refuse_read_only(home: Path) -> None:
    """Raise ReadOnlyError when this version may not write to the store."""
    reason = read_home(home).read_only
    if reason is not None:
        raise ReadOnlyError(reason)


def require_packs(home: Path) -> None:
    """Make the store ready for packs: one of format 1 becomes one of format 2, for good.

    Raises ReadOnlyError when this version may not write to the store.
    """
    info = read_home(home)
    if info.read_only is not None:
        raise ReadOnlyError(info.read_only)
    if make_folder(home / "packs"):
        sync_folder(home)
    if info.format < FORMAT:
        content = canonical.dumps({"format": FORMAT, "store": info.store})
        replace(home / "store.json", content, 0o600, aside=home / "tmp")


def sweep(home: Path, *, older_than: float) -> int:
    """Remove leftovers of interrupted writes from `tmp/`; return how many there were.

    `older_than` (seconds since the epoch) must lie far enough back that nobody still writes them.
    """
    with storage_errors(), os.scandir(home / "tmp") as entries:
        stale = [
            Path(entry.path)
            for entry in entries
            if entry.is_file(follow_symlinks=False)
            and entry.stat(follow_symlinks=False).st_mtime < older_than
        ]
    discard(stale)
    return len(stale)


def _create(home: Path) -> None:
    """Make everything, `store.json` last: an interrupted creation is simply begun again."""
    new = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in reversed(new):
        make_folder(folder)
        sync_folder(folder.parent)
    _complete(home)
    content = canonical.dumps({"format": FORMAT, "store": secrets.token_hex(16)})
    create_once(home / "store.json", content, 0o600, aside=home / "tmp")


def _complete(home: Path) -> None:
    """Make the folders and the key that are missing."""
    made = [make_folder(home / name) for name in FOLDERS]
    if any(made):
        sync_folder(home / "outbox")
        sync_folder(home)
    key = home / "keys" / "local.key"
    if not key.exists():
        create_once(key, secrets.token_bytes(KEY_BYTES), 0o600, aside=home / "tmp")


def _parsed(content: bytes, home: Path) -> tuple[int, str]:
    try:
        value = canonical.loads(content)
        form, store = value["format"], value["store"]
    except (InvalidError, TypeError, KeyError) as error:
        raise CorruptError(f"{home / 'store.json'} cannot be read as a store's mark.") from error
    if type(form) is not int or form < 1 or not isinstance(store, str):
        raise CorruptError(f"{home / 'store.json'} cannot be read as a store's mark.")
    return form, store


def _why_read_only(home: Path, form: int) -> str | None:
    if form > FORMAT:
        return (
            f"The store {home} was written by a newer jupyter_mm (format {form}; this one knows "
            f"{FORMAT}). It can be read, not written."
        )
    if not os.access(home, os.W_OK | os.X_OK):
        return f"There is no write access to {home}. The store can be read, not written."
    return None
