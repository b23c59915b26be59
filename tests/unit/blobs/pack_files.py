"""Stores as processes see them, and what lies in their folder of packs."""

from __future__ import annotations

import os
import random
from pathlib import Path

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.packs import Packs

NOISE = random.Random(5).randbytes(300_000)


def process_on(home: Path) -> FolderStore:
    """Return a store that knows nothing of the others in this process, as another process would."""
    store = FolderStore(home)
    store._found = Packs(home)
    return store


def ended(store: FolderStore) -> None:
    store.close()


def files(home: Path, kind: str) -> list[Path]:
    return sorted((home / "packs").glob(f"*.{kind}"))


def bytes_in(home: Path) -> int:
    return sum(path.stat().st_size for path in files(home, "pack"))


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def cut_mark(home: Path) -> Path:
    """Let the last segment be one whose writer was killed before its mark."""
    (path,) = files(home, "pack")
    os.truncate(path, path.stat().st_size - 64)
    return path
