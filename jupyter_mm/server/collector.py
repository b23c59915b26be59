"""From what kernels say to records: outputs, document and path of every execution."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_mm.core import notebooks, observe
from jupyter_mm.core.compose import Scene, cell_with, record_seen
from jupyter_mm.errors import InvalidError, MMError, StoreFullError, StoreUnavailableError
from jupyter_mm.server.documents import SavedNotebooks, Snapshots
from jupyter_mm.server.kernels import KernelWatch, find_kernel, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_server.serverapp import ServerApp

    from jupyter_mm.core.assembly import SeenExecution
    from jupyter_mm.server.store import ServerStore


class Collector:
    """Watches all kernels of the server; lives on its event loop."""

    def __init__(self, app: ServerApp, store: ServerStore) -> None:
        """Take the server and its store; `tick` does the rest."""
        self._app, self._store = app, store
        self._watches: dict[str, KernelWatch] = {}
        self._saved = SavedNotebooks(app.contents_manager)
        self._moves: deque[tuple[Callable[..., Any], tuple[str, ...]]] = deque()
        self._turn = asyncio.Lock()
        self._complaint = ""
        self.snapshots = Snapshots()

    async def on_kernel(self, data: dict[str, Any], **_: Any) -> None:
        """Follow a kernel's start, restart and end."""
        kernel_id = data.get("kernel_id", "")
        if data["action"] == "start" and data.get("status") != "error":
            self._watch(kernel_id, await find_kernel(self._app, kernel_id))
        elif kernel_id in self._watches and data["action"] in {"restart", "shutdown"}:
            self._watches[kernel_id].outputs.abort(self._store.clock())
            if data["action"] == "restart":
                self._watches[kernel_id].connect()
            await self.flush()

    async def on_contents(self, data: dict[str, Any], **_: Any) -> None:
        """Follow renames and deletions of notebooks."""
        path, source = data["path"].strip("/"), (data.get("source_path") or "").strip("/")
        if data["action"] == "rename":
            for watch in self._watches.values():
                watch.note_move(await path_of(self._app, watch.id), source, path)
            self._moves.append((notebooks.move_notebook, (source, path)))
        elif data["action"] == "delete":
            self._moves.append((notebooks.forget_path, (path,)))
        if self._moves:
            await self.flush()

    async def tick(self) -> None:
        """Do what nobody announced: unknown kernels, late captures, the outbox."""
        known = set(self._app.kernel_manager.list_kernel_ids())
        for kernel_id in known - set(self._watches):
            self._watch(kernel_id, self._app.kernel_manager.get_kernel(kernel_id))
        await self.flush()
        for kernel_id in set(self._watches) - known:
            if self._watches[kernel_id].is_over(self._store.clock()):
                del self._watches[kernel_id]
        try:
            await self._store.take_in()
        except MMError as error:
            self._complain(error)

    def running(self, path: str) -> tuple[str, ...]:
        """Return the cells of a notebook that are being executed, as far as a page told them."""
        seen = [
            cell_with(self.snapshots.get(seen.id), seen.source)
            for watch in list(self._watches.values())
            if watch.path == path
            for seen in list(watch.outputs.running.values())
        ]
        return tuple(cell for cell in seen if cell is not None)

    def claimed(self, execution: str) -> None:
        """Take note that a kernel has recorded an execution."""
        for watch in self._watches.values():
            watch.outputs.hurry(execution)
        self._app.io_loop.add_callback(self.flush)

    async def flush(self) -> None:
        """Record what moved, ended or changed; what the store refuses is tried again at a tick."""
        async with self._turn:
            try:
                while self._moves:
                    verb, paths = self._moves[0]
                    with suppress(InvalidError):  # a name of any file, which no notebook can have
                        await self._store.run(verb, *paths)
                    self._moves.popleft()
                for watch in list(self._watches.values()):
                    for seen in watch.outputs.due(self._store.clock()):
                        await self._try(watch, seen)
                self._complaint = ""
            except MMError as error:
                self._complain(error)

    def _complain(self, error: MMError) -> None:
        """Log a refusal of the store once, until something else or nothing is wrong."""
        if error.message != self._complaint:
            self._complaint = error.message
            self._app.log.warning("jupyter_mm: %s %s", error.message, error.hint)

    def _watch(self, kernel_id: str, kernel: Any) -> None:
        settings = self._store.settings
        if kernel is not None and kernel_id not in self._watches and settings.capture != "off":
            soon = partial(self._app.io_loop.add_callback, self.flush)
            self._watches[kernel_id] = KernelWatch(kernel, settings.output_limit_bytes, soon)

    async def _try(self, watch: KernelWatch, seen: SeenExecution) -> None:
        """Record one execution, unless its kernel may still say that it is to be kept."""
        outputs, path = watch.outputs, watch.settle(await path_of(self._app, watch.id))
        waits = await self._store.run(observe.awaits_capture, seen.id, watch.id)
        if waits and not outputs.is_lost_without_capture(seen):
            outputs.wait(seen, self._store.clock())
            return
        scene = Scene(
            kernel_id=watch.id,
            path=path,
            snapshot=self.snapshots.get(seen.id),
            file=await self._saved.get(path) if path else None,
            output_limit_bytes=self._store.settings.output_limit_bytes,
        )
        outputs.changed.discard(seen.id)
        try:
            await self._store.run(record_seen, self._store.actor, seen, scene)
            outputs.rest(seen, self._store.clock())
        except (StoreUnavailableError, StoreFullError):
            outputs.changed.add(seen.id)
            raise
