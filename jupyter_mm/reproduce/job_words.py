"""What the child of a job is told, and what its last line means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.domain.jobs import JobRequest

COMMANDS = {"reproduce": ("reproduce",), "environment": ("env", "create")}


def words_of(request: JobRequest, home: Path) -> list[str]:
    """Return what a job's program is told: words, never a line for a shell."""
    words = [*COMMANDS[request.kind], request.ref, "--json", "--home", str(home)]
    words += ["--consent"] if request.consent else []
    if request.kind == "reproduce":
        words += ["--tolerance", repr(request.tolerance)]
        words += ["--slice"] if request.is_slice else []
    return words


def end_of(kind: str, value: Any) -> dict[str, Any]:
    """Return what the last line of a child means for its job."""
    match kind:
        case "needs_consent":
            told = {"needs_consent": value, "message": "It needs your consent."}
            return {"status": "failed", "step": "Waiting for consent", **told}
        case "error":
            message = " ".join(filter(None, (value.get("message"), value.get("hint"))))
            return {"status": "failed", "step": "Failed", "message": message}
        case _:
            return {"status": "done", "step": "Done", "fraction": 1.0, kind: value}
