"""One frozen Settings; hosts translate traitlets, flags or environment variables into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TOLD_VARIABLES = (
    "CUBLAS_WORKSPACE_CONFIG",
    "CUDA_VISIBLE_DEVICES",
    "LANG",
    "LC_ALL",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED",
    "PYTHONOPTIMIZE",
    "TF_DETERMINISTIC_OPS",
    "TOKENIZERS_PARALLELISM",
    "TZ",
)
"""Environment variables that can change a result and hold no secret."""

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

    ask_above_bytes: int = 256 * MEBIBYTE
    """The user is asked once about a larger variable; it is kept meanwhile."""

    copy_limit_bytes: int = 64 * MEBIBYTE
    """Copied at the end of a cell; what is beyond is read from the user's memory later."""

    pending_limit_bytes: int = 2 * GIBIBYTE + 64 * MEBIBYTE
    """Bytes copied aside and not yet written; beyond that variables wait for the next cell."""

    output_limit_bytes: int = 10 * MEBIBYTE
    """Stored output per execution; the rest is cut and marked."""

    request_limit_bytes: int = 64 * MEBIBYTE
    """Largest request body."""

    page_limit: int = 200
    """Most rows a history page returns."""

    environment_variables: tuple[str, ...] = TOLD_VARIABLES
    """Kept with the environment; no other variable of the process ever is."""

    digest_limit_bytes: int = 64 * GIBIBYTE
    """A larger file that a cell opens is recorded with its reason instead of its digest."""

    profile_limit_bytes: int = 512 * MEBIBYTE
    """A larger table gets no profile."""

    keep_data_bytes: int = 0
    """Files up to this size that cells read are kept themselves; 0 keeps none."""

    keep_limit_bytes: int = GIBIBYTE
    """A larger file is not kept either when `mm.track` names it."""
