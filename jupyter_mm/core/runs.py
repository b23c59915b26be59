"""Runs of a notebook, as they follow from what its cells logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.domain.run import RunList, RunsQuery

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core


def list_runs(core: Core, actor: Actor, query: RunsQuery) -> RunList:
    """Return runs, newest first."""
    policy.require(actor, Scope.READ)
    return RunList(runs=(), has_more=False)
