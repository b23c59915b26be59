"""`jupyter mm runs`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.api import text_runs
from jupyter_mm.cli.printing import scope, write
from jupyter_mm.domain.run_columns import sorted_by

if TYPE_CHECKING:
    from argparse import Namespace

    from jupyter_mm.api.transport import LocalTransport


def run(options: Namespace, store: LocalTransport) -> int:
    """Print runs, the newest first or in the order asked for; as JSON in the same order."""
    query = {"where": options.where, "limit": options.limit, **scope(options)}
    found = store.call("list_runs", query)
    runs = sorted_by(found.runs, options.sort) if options.sort else list(found.runs)
    lines = text_runs.runs(runs, has_more=found.has_more, quiet=options.quiet)
    return write(options, replace(found, runs=tuple(runs)), lines)
