"""Who may do what. Every verb asks here first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jupyter_mm.errors import DeniedError


class Scope(StrEnum):
    """One right."""

    READ = "read"
    RECORD = "record"
    ANNOTATE = "annotate"
    VERIFY = "verify"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and with which rights."""

    name: str
    scopes: frozenset[Scope]


def require(actor: Actor, scope: Scope, project: str = "default") -> None:
    """Return if the actor has the right in the project. Raises DeniedError otherwise."""
    if scope not in actor.scopes:
        raise DeniedError(f"{actor.name} may not {scope.value} in project {project}.")


def owner(name: str) -> Actor:
    """Return the actor who owns a store and may do everything."""
    return Actor(name=name, scopes=frozenset(Scope))
