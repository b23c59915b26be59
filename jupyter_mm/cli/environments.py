"""`jupyter mm env`: what checkpoints ran under."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jupyter_mm.api import text_environment as text
from jupyter_mm.cli.printing import scope, write
from jupyter_mm.environment.export import export
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from argparse import Namespace

    from jupyter_mm.api.transport import LocalTransport


def run(options: Namespace, store: LocalTransport) -> int:
    """Run one of the commands that only read; return its exit code."""
    if options.action == "diff":
        asked = {"before": options.before, "after": options.after, **scope(options)}
        found = store.call("compare_environments", asked)
        return write(options, found, text.environment_difference(found, quiet=options.quiet))
    if options.action == "lock":
        return _lock(options, store)
    shown = store.call("show_environment", {"ref": options.ref, **scope(options)})
    if options.action == "show":
        return write(options, shown, text.environment(shown, quiet=options.quiet))
    exported = export(shown.environment, options.form)
    return write(options, {"form": options.form, "text": exported}, exported.splitlines())


def _lock(options: Namespace, store: LocalTransport) -> int:
    """Print the lock as it is kept: also one that this version cannot read."""
    shown = store.call("show_checkpoint", {"ref": options.ref, **scope(options)})
    if shown.environment is None:
        raise NotFoundError(f"No environment is kept of {shown.checkpoint.id.short}.")
    if options.json:
        return write(options, {"checkpoint": shown.checkpoint.id, "lock": shown.environment}, [])
    sys.stdout.write(shown.environment)
    return 0
