"""One frozen Settings; hosts translate traitlets, flags or environment variables into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, with the value a new user gets."""

    home: Path
    """Folder of the store: blobs, catalog, outbox and key."""

    capture: str = "all"
    """`all` keeps every execution, `named` only those of `%mm_checkpoint`, `off` none."""

    exclude_names: tuple[str, ...] = ("_*",)
    """Shell patterns of variable names that are never kept."""

    variable_limit_bytes: int = 2 * GIBIBYTE
    """A larger variable is recorded with its reason instead of its value."""

    variable_budget_s: float = 1.0
    """Seconds one variable may take to be pickled; beyond that it is recorded with its reason."""

    capture_budget_s: float = 1.8
    """Seconds all variables of one cell may take; those not reached are recorded as such."""

    pending_limit_bytes: int = GIBIBYTE
    """Bytes copied aside and not yet written; beyond that variables wait for the next cell."""

    output_limit_bytes: int = 10 * MEBIBYTE
    """Stored output per execution; the rest is cut and marked."""

    request_limit_bytes: int = 64 * MEBIBYTE
    """Largest request body."""

    page_limit: int = 200
    """Most rows a history page returns."""
