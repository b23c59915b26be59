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
from jupyter_mm.core import Core, open_core
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.policy import owner
from jupyter_mm.core.wire import encode
from jupyter_mm.domain import canonical
from jupyter_mm.errors import (
    CatalogDamagedError,
    InvalidError,
    NotFoundError,
    StoreFullError,
    StoreUnavailableError,
)
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace

ACTOR = owner("command line")
SIGNS = {"✓": 32, "✗": 31}


def run(options: Namespace) -> int:
    """Run the command of `options` and return its exit code."""
    settings = Settings(home=home(options.home))
    if options.command == "config":
        return _write(options, settings, text.settings(settings))
    if options.command == "doctor":
        findings = doctor.examine(settings)
        lines = [
            text.finding(found) for found in findings if not options.quiet or found.mark != "ok"
        ]
        _write(options, findings, lines)
        return int(any(found.mark == "bad" for found in findings))
    core = open_core(settings, clock=time.time)
    try:
        _take_in(core, options)
        return _call(options, LocalTransport(lambda: core, ACTOR))
    finally:
        core.close()


def home(given: str | None) -> Path:
    """Return the folder of the store."""
    told = given or os.environ.get("JUPYTER_MM_HOME")
    return Path(told).expanduser() if told else Path(jupyter_data_dir()) / "jupyter_mm"


def _call(options: Namespace, store: LocalTransport) -> int:
    if options.command == "history":
        names = ("notebook", "session", "where", "before", "limit")
        query = {
            name: getattr(options, name) for name in names if getattr(options, name) is not None
        }
        page = store.call("list_history", query)
        return _write(options, page, text.history(page, quiet=options.quiet))
    if options.command == "show":
        found = _show(options, store)
        return _write(options, found, text.detail(found))
    if options.command == "du":
        usage = store.call("disk_usage")
        return _write(options, usage, text.usage(usage, quiet=options.quiet))
    if options.command == "verify":
        report = store.call("verify_store")
        _write(options, report, text.report(report, quiet=options.quiet))
        return int(bool(report.damage))
    asked = _asked(sys.stdin.buffer.read())
    answer = store.call(options.operation, asked.get("params") or {}, asked.get("body"))
    sys.stdout.write(encode(answer).decode() + "\n")
    return 0


def _show(options: Namespace, store: LocalTransport) -> Any:
    """Return the checkpoint, or the execution where nothing of its state was kept."""
    names = ("session", "notebook")
    scope = {name: getattr(options, name) for name in names if getattr(options, name)}
    try:
        return store.call("show_checkpoint", {"ref": options.ref, **scope})
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


def _write(options: Namespace, value: Any, lines: list[str]) -> int:
    if options.json:
        sys.stdout.write(encode(_plain(value)).decode() + "\n")
    else:
        terminal = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        sys.stdout.write("".join(f"{_coloured(line) if terminal else line}\n" for line in lines))
    return 0


def _coloured(line: str) -> str:
    for sign, code in SIGNS.items():
        line = line.replace(sign, f"\x1b[{code}m{sign}\x1b[0m")
    return line


def _plain(value: Any) -> Any:
    """Return settings with their path as text; all else as it is."""
    return text.plain_settings(value) if isinstance(value, Settings) else value
