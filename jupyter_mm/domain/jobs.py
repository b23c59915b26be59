"""Long work that a server does beside the kernels: building environments, reproducing."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.environment import BuiltEnvironment
from jupyter_mm.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """What is to be done."""

    kind: str
    """`reproduce` or `environment`."""
    ref: str
    """Of a checkpoint."""
    session: str | None = None
    notebook: str | None = None
    is_slice: bool = False
    """Reproduce only what the last execution depends on."""
    tolerance: float = 1e-6
    consent: bool = False
    """Go on although the lock or the cells ask for something that needs consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that was asked for, and how far it is."""

    id: str
    kind: str
    ref: str
    checkpoint: str | None
    """Id, once it is known."""
    title: str
    """For people: `Reproduce "first good model"`."""
    status: str
    """`running`, `done`, `failed` or `cancelled`."""
    step: str
    """What it is at, for people: `Installing 41 packages`."""
    fraction: float | None
    """From 0 to 1; None while it is not known."""
    started_at: float
    ended_at: float | None
    message: str | None
    """Why it failed."""
    needs_consent: tuple[str, ...]
    """What it stopped for: one sentence each; ask again with consent."""
    log: tuple[str, ...]
    """The last lines, at most 200."""
    verdict: Verdict | None = None
    built: BuiltEnvironment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """Jobs of this server, newest first."""

    items: tuple[Job, ...]
