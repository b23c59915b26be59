"""The history as the checkpoints of the contents manager: Lab's own "Revert to Checkpoint…".

Switched on by `c.ContentsManager.checkpoints_class` with the name of the class below.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_server.services.contents.filecheckpoints import AsyncFileCheckpoints
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

from jupyter_mm.blobs.saved_files import SavedFiles
from jupyter_mm.core.history import list_history, show_notebook
from jupyter_mm.domain.document import without_trust
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import MMError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.domain.history import NotebookAsItWas
    from jupyter_mm.server.store import ServerStore

STORE = "jupyter_mm_store"
"""Key of the server's store in the settings of its web application."""

SAVED, BEFORE = "checkpoint", "before-revert"
"""The copy that Lab asks for when a file is saved; what a revert replaced."""

LISTED = 50
"""Executions; Lab shows them in one drop-down list, by date alone."""

Model = dict[str, Any]


class MMCheckpoints(AsyncFileCheckpoints):
    """Lists what was kept of a notebook beside the copy of its last save.

    Copies of saved files are in the store's folder; where it takes none they are where Jupyter has
    them, as nobody's save may fail for our sake. History itself is never renamed or deleted here.
    """

    _told = False

    def __new__(cls, **kwargs: Any) -> Any:
        """Leave another kind of contents manager its own checkpoints: it could not save with us."""
        manager = kwargs["parent"]
        if isinstance(manager, AsyncFileContentsManager):
            return super().__new__(cls, **kwargs)
        manager.log.warning("MMCheckpoints needs an asynchronous contents manager of files.")
        return manager.trait_defaults("checkpoints_class")(**kwargs)

    @property
    def store(self) -> ServerStore:
        """Return the store of the server extension. Raises an error where that is not loaded."""
        found = cast("Any", self.parent).parent.web_app.settings.get(STORE)
        if found is None:
            raise StoreUnavailableError("The server extension jupyter_mm is not running.")
        return cast("ServerStore", found)

    @property
    def _saved(self) -> SavedFiles:
        def is_beside(path: str) -> bool:
            return (Path(self._get_os_path(path)).parent / self.checkpoint_dir).is_dir()

        def home() -> Path:
            return self.store.settings.home

        return SavedFiles(home, self._get_os_path, self.checkpoint_path, is_beside, self._spared)

    @contextmanager
    def _spared(self, path: str) -> Iterator[None]:
        """Let nothing that fails in here reach the user's save, rename or delete; tell it once."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # whatever it is, the user's file comes first
            level = logging.DEBUG if self._told else logging.WARNING
            self.log.log(level, "Checkpoints of %s without jupyter_mm's store: %s", path, error)
            self._told = True

    # ------------------------------------------------------------------ copies

    async def create_checkpoint(self, contents_mgr: Any, path: str) -> Model:  # noqa: ARG002
        """Copy a file that was saved."""
        copy = await asyncio.to_thread(self._saved.keep, SAVED, path)
        return cast("Model", await self.checkpoint_model(SAVED, str(copy)))

    async def rename_all_checkpoints(self, old_path: str, new_path: str) -> None:
        """Let the copies of a file, or of all files in a folder, go with it."""
        self._saved.rename(old_path, new_path, (SAVED, BEFORE))

    async def delete_all_checkpoints(self, path: str) -> None:
        """Delete the copies of a file; its history stays."""
        self._saved.delete(path, (SAVED, BEFORE))

    async def delete_checkpoint(self, checkpoint_id: str, path: str) -> None:
        """Delete a copy. Raises HTTPError for what history holds."""
        if checkpoint_id not in {SAVED, BEFORE}:
            raise HTTPError(403, "History is not deleted here.")
        with self.perm_to_403():
            for copy in self._found(checkpoint_id, path):
                copy.unlink()

    def _found(self, id_: str, path: str) -> list[Path]:
        found = self._saved.copies(id_, path)
        return found or cast("list[Path]", self.no_such_checkpoint(path, id_))

    # ----------------------------------------------------------------- history

    async def list_checkpoints(self, path: str) -> list[Model]:
        """Return copies and what was kept of a notebook, oldest first as Lab expects it.

        With a store that cannot be read these are the copies alone.
        """
        found: list[Model] = []
        with self._spared(path):
            copies = [(id_, self._saved.copies(id_, path)[:1]) for id_ in (SAVED, BEFORE)]
            found += [
                await self.checkpoint_model(id_, str(c)) for id_, some in copies for c in some
            ]
        with self._spared(path):
            found += await self._kept(path)
        return sorted(found, key=lambda each: cast("datetime", each["last_modified"]))

    async def _kept(self, path: str) -> list[Model]:
        if not path.endswith(".ipynb"):
            return []
        query = HistoryQuery(notebook=path.strip("/"), limit=LISTED)
        page = await self.store.run(list_history, self.store.actor, query)
        return [
            {
                "id": row.execution,
                "last_modified": datetime.fromtimestamp(row.recorded_at, UTC),
            }
            for row in page.rows
        ]

    async def restore_checkpoint(self, contents_mgr: Any, checkpoint_id: str, path: str) -> None:
        """Put a copy or an old notebook into the file; what it replaces is then `before-revert`.

        It is read first, as it may be that copy itself.
        """
        is_copy = checkpoint_id in {SAVED, BEFORE}
        content = self._found(checkpoint_id, path)[0].read_bytes() if is_copy else b""
        old = None if is_copy else await self._notebook(checkpoint_id, path)
        await asyncio.to_thread(self._saved.keep_any, BEFORE, path)
        if old is None:
            with self.atomic_writing(self._get_os_path(path), text=False) as file:
                file.write(content)
            return
        model = {"type": "notebook", "format": "json", "content": without_trust(old.notebook)}
        await ensure_async(contents_mgr.save(model, path))

    async def _notebook(self, execution: str, path: str) -> NotebookAsItWas:
        """Return a notebook as it was. Raises HTTPError for another one, or one not whole."""
        try:
            shown = await self.store.run(show_notebook, self.store.actor, execution)
        except MMError as error:
            raise HTTPError(error.status, f"{error.message} {error.hint}".strip()) from error
        if shown.path != path.strip("/") or shown.execution != execution:
            self.no_such_checkpoint(path, execution)
        if not shown.complete:
            raise HTTPError(409, "Of this checkpoint only the cells that ran are known.")
        return shown
