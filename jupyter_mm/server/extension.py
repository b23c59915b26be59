"""The server extension: configuration in; routes, events and the collector out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.base.handlers import APIHandler
from tornado.ioloop import PeriodicCallback
from traitlets import Enum, Integer, Unicode
from traitlets.config import Configurable

from jupyter_mm.api.handlers import Service, routes
from jupyter_mm.core.events import (
    DocumentSeen,
    Event,
    HistoryChanged,
    JobChanged,
    NotKept,
    ValuesLogged,
)
from jupyter_mm.domain import canonical
from jupyter_mm.server.checkpoints import STORE
from jupyter_mm.server.collector import Collector
from jupyter_mm.server.files import NotebookFiles
from jupyter_mm.server.store import ServerStore
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from jupyter_events import EventLogger
    from jupyter_server.serverapp import ServerApp

EVENT = "https://jupyter-mm.invalid/events/history-changed/v1"
JOB = "https://jupyter-mm.invalid/events/job-changed/v1"
LOGGED = "https://jupyter-mm.invalid/events/values-logged/v1"
NOT_KEPT = "https://jupyter-mm.invalid/events/not-kept/v1"
KINDS = {HistoryChanged: EVENT, JobChanged: JOB, NotKept: NOT_KEPT, ValuesLogged: LOGGED}
SCHEMAS = Path(__file__).parent / "events"
KERNELS = "https://events.jupyter.org/jupyter_server/kernel_actions/v1"
CONTENTS = "https://events.jupyter.org/jupyter_server/contents_service/v1"
TICK_MS = 1000
DEFAULTS = Settings(home=Path())


class JupyterMM(Configurable):
    """What an administrator can set; each has the value that a new user gets."""

    home = Unicode(help="Folder of the store; empty for JUPYTER_MM_HOME or the data folder.").tag(
        config=True
    )
    capture = Enum(
        ["", "all", "named", "off"],
        default_value="",
        help="Which executions the kernels of this server keep; empty leaves it to them.",
    ).tag(config=True)
    keep_data_bytes = Integer(
        0, help="Files up to this size that cells read are kept themselves; 0 keeps none."
    ).tag(config=True)
    output_limit_bytes = Integer(DEFAULTS.output_limit_bytes, help="Per execution.").tag(
        config=True
    )
    request_limit_bytes = Integer(
        DEFAULTS.request_limit_bytes, help="Largest request body; beyond it the answer is 413."
    ).tag(config=True)

    def settings(self) -> Settings:
        """Return it all as Settings; what kernels must know goes into their environment."""
        kept = str(self.keep_data_bytes or "")
        told = {
            "JUPYTER_MM_HOME": self.home,
            "JUPYTER_MM_CAPTURE": self.capture,
            "JUPYTER_MM_KEEP_DATA_BYTES": kept,
        }
        os.environ.update({name: value for name, value in told.items() if value})
        home = os.environ.get("JUPYTER_MM_HOME") or Path(jupyter_data_dir()) / "jupyter_mm"
        return Settings(
            home=Path(home).expanduser(),
            capture=os.environ.get("JUPYTER_MM_CAPTURE", DEFAULTS.capture),
            output_limit_bytes=self.output_limit_bytes,
            request_limit_bytes=self.request_limit_bytes,
        )


def load(app: ServerApp) -> None:
    """Add jupyter_mm to a server: never fails for the store's sake."""
    bus, web_app = cast("EventLogger", app.event_logger), cast("Any", app.web_app)
    for schema in SCHEMAS.glob("*.yaml"):
        bus.register_event_schema(schema)

    def publish(event: Event) -> None:
        app.io_loop.add_callback(announce, event)  # verbs run in threads, the bus lives on the loop

    def announce(event: Event) -> None:
        if isinstance(event, DocumentSeen):
            collector.told(event.snapshot)
            return
        bus.emit(schema_id=KINDS[type(event)], data=cast("dict[str, Any]", canonical.plain(event)))
        if isinstance(event, HistoryChanged) and event.what == "recorded":
            collector.claimed(event.row.execution)

    settings = JupyterMM(parent=app).settings()
    store = ServerStore(settings, publish)
    web_app.settings[STORE] = store
    collector = Collector(app, store)
    store.running = collector.running
    store.read_file = NotebookFiles(app.contents_manager, app.io_loop).read
    service = Service(store.core, store.executor, settings.request_limit_bytes)
    web_app.add_handlers(".*$", routes(APIHandler, service, app.base_url))
    bus.add_listener(schema_id=KERNELS, listener=cast("Any", collector.on_kernel))
    bus.add_listener(schema_id=CONTENTS, listener=cast("Any", collector.on_contents))
    PeriodicCallback(collector.tick, TICK_MS).start()
    app.log.info("jupyter_mm keeps the history of this server's notebooks in %s", settings.home)
