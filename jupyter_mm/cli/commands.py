"""What each command does: one call of an operation and its text."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import jupyter_data_dir

from jupyter_mm.api import text
from jupyter_mm.api.transport import LocalTransport
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.cli import doctor
from jupyter_mm.cli.printing import scope, write
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.policy import owner
from jupyter_mm.core.wire import encode
from jupyter_mm.domain import canonical
from jupyter_mm.errors import (
    NO_FILE,
    CatalogDamagedError,
    InvalidError,
    NotFoundError,
    StoreFullError,
    StoreUnavailableError,
    of_file,
)
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace

ACTOR = owner("command line")


def run(options: Namespace) -> int:
    """Run the command of `options` and return its exit code."""
    settings = Settings(home=home(options.home))
    if options.command == "config":
        return write(options, settings, text.settings(settings))
    if options.command == "doctor":
        findings = doctor.examine(settings)
        lines = [
            text.finding(found) for found in findings if not options.quiet or found.mark != "ok"
        ]
        write(options, findings, lines)
        return int(any(found.mark == "bad" for found in findings))
    core = open_core(settings, clock=time.time, read_file=_read_file)
    try:
        _take_in(core, options)
        return _run(options, core)
    finally:
        core.close()


def home(given: str | None) -> Path:
    """Return the folder of the store."""
    told = given or os.environ.get("JUPYTER_MM_HOME")
    return Path(told).expanduser() if told else Path(jupyter_data_dir()) / "jupyter_mm"


def _read_file(path: str) -> bytes | None:
    """Return a notebook's bytes, by its path from here. Raises as the server's."""
    try:
        return Path(path).read_bytes()
    except NO_FILE:
        return None
    except OSError as error:
        raise of_file(path, error) from error


def _run(options: Namespace, core: Core) -> int:
    """Run a command on the store. What few commands need is loaded by those."""
    if options.command == "reproduce" or options.action == "create":
        from jupyter_mm.cli import rebuild  # noqa: PLC0415  # as above

        verb = rebuild.reproduce if options.command == "reproduce" else rebuild.create_environment
        return verb(options, core, ACTOR)
    store = LocalTransport(lambda: core, ACTOR)
    if options.command in {"diff", "why"}:
        from jupyter_mm.cli import comparing  # noqa: PLC0415  # as above

        return (
            comparing.diff(options, store)
            if options.command == "diff"
            else comparing.why(options, store)
        )
    if options.command == "runs":
        from jupyter_mm.cli import runs  # noqa: PLC0415  # as above

        return runs.run(options, store)
    if options.command == "env":
        from jupyter_mm.cli import environments  # noqa: PLC0415  # as above

        return environments.run(options, store)
    if options.command == "data":
        from jupyter_mm.cli import data  # noqa: PLC0415  # as above

        return data.run(options, core, store)
    return _call(options, store)


def _call(options: Namespace, store: LocalTransport) -> int:
    if options.command == "history":
        names = ("notebook", "session", "where", "before", "limit")
        query = {
            name: getattr(options, name) for name in names if getattr(options, name) is not None
        }
        page = store.call("list_history", query)
        return write(options, page, text.history(page, quiet=options.quiet))
    if options.command == "show":
        found = _show(options, store)
        return write(options, found, text.detail(found))
    if options.command == "du":
        usage = store.call("disk_usage")
        return write(options, usage, text.usage(usage, quiet=options.quiet))
    if options.command == "verify":
        report = store.call("verify_store")
        write(options, report, text.report(report, quiet=options.quiet))
        return int(bool(report.damage))
    asked = _asked(sys.stdin.buffer.read())
    answer = store.call(options.operation, asked.get("params") or {}, asked.get("body"))
    sys.stdout.write(encode(answer).decode() + "\n")
    return 0


def _show(options: Namespace, store: LocalTransport) -> Any:
    """Return the checkpoint, or the execution where nothing of its state was kept."""
    try:
        return store.call("show_checkpoint", {"ref": options.ref, **scope(options)})
    except NotFoundError as error:
        try:
            return store.call("show_execution", {"id": options.ref})
        except NotFoundError:
            raise error from None


def _asked(data: bytes) -> dict[str, Any]:
    asked = canonical.loads(data or b"{}")
    if not isinstance(asked, dict) or set(asked) - {"params", "body"}:
        raise InvalidError("Expected an object with `params` and `body` on stdin.")
    if not isinstance(asked.get("params"), dict | None):
        raise InvalidError("`params` must be an object.")
    return asked


def _take_in(core: Core, options: Namespace) -> None:
    """Take in what waits, so that the answer is complete; a store that refuses is still read."""
    try:
        take_in(core, ACTOR, Outbox(core.settings.home))
    except (StoreUnavailableError, StoreFullError, CatalogDamagedError) as error:
        if not options.quiet:
            sys.stderr.write(f"jupyter mm: {error.message}\n")
