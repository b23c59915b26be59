"""Tells the pages what lasts: saving that takes a while, and what a dead kernel left."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_mm.kernel.talking.comm import Page

BRIEF_S = 0.3
"""Saving that is over sooner is not told of."""


class Watch:
    """One sleeping thread, from the first page on; awake only while something is being saved."""

    def __init__(self, page: Page) -> None:
        """Nothing runs before `wake`."""
        self._page = page
        self._due = threading.Event()
        self._is_new_page = False
        self._thread: threading.Thread | None = None

    def wake(self, *, is_new_page: bool = False) -> None:
        """Look soon: something was handed over, or a page is there. Microseconds; any thread."""
        if is_new_page:
            self._is_new_page = True
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="jupyter_mm page", daemon=True
                )
                self._thread.start()
        self._due.set()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  # a page that went away must not end the thread
                self._page.keeper.troubles.add(error)

    def _look(self) -> None:
        if self._is_new_page:
            self._is_new_page = False
            self._look_back()
        told: tuple[object, bool] = (None, False)
        pause = threading.Event()
        while self._page.comms and self._page.keeper.courier.backlog.jobs:
            pause.wait(BRIEF_S)
            status = self._page.status()
            now = (status["saving"], status["late"] is not None)
            if now != told:
                told = now
                self._page.tell_state()

    def _look_back(self) -> None:
        """Ask what can be recovered, as long as this session stands on nothing."""
        page = self._page
        if page.keeper.courier.head is not None:
            return
        recovery = page.restorer.recovery
        recovery.notebook = page.notebook
        if recovery.look():
            page.tell_state()
