"""The bytes of notebooks, for verbs that run in threads."""

from __future__ import annotations

import json
from concurrent.futures import Future
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import is_hidden
from jupyter_server.services.contents.fileio import FileManagerMixin
from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

from jupyter_mm.errors import NO_FILE, of_file

if TYPE_CHECKING:
    from jupyter_server.services.contents.manager import ContentsManager
    from tornado.ioloop import IOLoop

WAIT_S = 30.0


class NotebookFiles:
    """Reads notebooks as they are on disk, or asks a contents manager that has no disk.

    Nor do notebooks of another form lie there as they are: Jupytext's are scripts or text.
    """

    def __init__(self, contents: ContentsManager, loop: IOLoop) -> None:
        """Take the server's contents manager and the loop that it lives on."""
        self._contents: Any = contents
        self._loop = loop

    def read(self, path: str) -> bytes | None:
        """Return a notebook's bytes; None where there is no file that the server would show.

        Raises InvalidError for one that is there and cannot be read.
        """
        try:
            if isinstance(self._contents, FileManagerMixin) and path.endswith(".ipynb"):
                # Not through `get`: that would parse and check megabytes on the server's own loop.
                return self._on_disk(path)
            return json.dumps(self._asked(path)).encode()
        except NO_FILE:
            return None
        except Exception as error:  # managers raise errors of their own
            if isinstance(error, HTTPError) and error.status_code == HTTPStatus.NOT_FOUND:
                return None
            raise of_file(path, error) from error

    def _on_disk(self, path: str) -> bytes | None:
        place = self._contents._get_os_path(path)  # noqa: SLF001
        if is_hidden(place, self._contents.root_dir) and not self._contents.allow_hidden:
            return None
        return Path(place).read_bytes()

    def _asked(self, path: str) -> Any:
        """Ask on the server's loop, from a thread."""
        answer: Future[Any] = Future()

        async def ask() -> None:
            try:
                asked = self._contents.get(path, content=True, type="notebook")
                answer.set_result((await ensure_async(asked))["content"])
            except Exception as error:  # noqa: BLE001  # the thread raises it
                answer.set_exception(error)

        self._loop.add_callback(ask)
        return answer.result(WAIT_S)
