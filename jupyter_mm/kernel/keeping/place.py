"""The store as the courier sees it: opened in the background, with what writing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import load_key, open_home
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.blobs.signature import sign
from jupyter_mm.kernel.keeping.data_records import DataRecords
from jupyter_mm.kernel.keeping.writing import Writer

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.keeping.stored import StoredState
    from jupyter_mm.kernel.keeping.wishes import DataWishes
    from jupyter_mm.kernel.state.parts import PartTable


class Place:
    """One store that is open."""

    def __init__(self, home: Path, secrets: SecretFinder, wishes: DataWishes) -> None:
        """Open the store, made if it is new. Raises the store's errors."""
        open_home(home)
        self._mark = home / "store.json"
        self._inode = self._mark.stat().st_ino
        self.blobs, self.outbox = FolderStore(home), Outbox(home)
        self.data = DataRecords(home, self.blobs, secrets, wishes)
        self._secrets = secrets
        self._key = load_key(home)

    def is_there(self) -> bool:
        """Tell whether the folder still is the one that was opened."""
        try:
            return self._mark.stat().st_ino == self._inode
        except OSError:
            return False

    def sign(self, checkpoint: Digest) -> str:
        """Return the signature of a checkpoint's id."""
        return sign(self._key, checkpoint)

    def writer(self, table: PartTable, state: StoredState) -> Writer:
        """Return what writes one state."""
        return Writer(self.blobs, table, self._secrets, state)
