"""What running cells again would do outside the kernel, beyond their scratch folder.

Rules: docs/reference/reproduce.md.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jupyter_mm.domain.capture import Effect
from jupyter_mm.reproduce.cells import only_installs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mm.reproduce.line import Step

MOST = 20
"""Sentences; more are counted."""

_ASKING = frozenset({
    "cc", "fc-list", "gcc", "getconf", "ld", "ldconfig", "ldconfig.real", "locale", "lscpu",
    "lsb_release", "nproc", "objdump", "sw_vers", "uname", "which",
    "a copy of the kernel",
})  # fmt: skip
"""Programs that libraries ask for facts, and workers of a computation."""
UNHEARD = "file written by a library"
_FILES = {"file written", "file removed", "database", UNHEARD}
_HERE = ("localhost:", "127.", "::1", "0.0.0.0:")  # an address that is compared


def needs_of(steps: Sequence[Step], folder: str) -> tuple[str, ...]:
    """Return one sentence for each thing that needs consent, in the order of the cells."""
    found: dict[str, None] = {}
    for step in steps:
        if only_installs(step.source):
            continue  # it is not run again
        hosts = {urlsplit(ref.path).hostname for ref in step.data if "://" in ref.path}
        for effect in (*step.effects, *_written(step)):
            if not _is_harmless(effect, step, folder, hosts):
                found[f"The cell “{step.title}” {_told(effect)}."] = None
    sentences = list(found)
    more = len(sentences) - MOST
    return (*sentences[:MOST], *((f"And {more} more effects.",) if more > 0 else ()))


def protected(steps: Sequence[Step]) -> tuple[str, ...]:
    """Return files that the run must not change without consent, wherever they are."""
    written = {
        effect.detail
        for step in steps
        for effect in (*step.effects, *_written(step))
        if effect.kind in _FILES and not _changes_nothing(effect)
    }
    read = {ref.path for step in steps for ref in step.data if "://" not in ref.path}
    return tuple(sorted(written | read))


def _written(step: Step) -> tuple[Effect, ...]:
    """Return what libraries and commands wrote in code of their own, as effects."""
    known = {effect.detail for effect in step.effects}
    paths = (ref.path for ref in step.data if ref.mode == "w" and ref.path not in known)
    return tuple(Effect(kind=UNHEARD, detail=path) for path in paths)


def _is_harmless(effect: Effect, step: Step, folder: str, hosts: set[str | None]) -> bool:
    detail = effect.detail
    match effect.kind:
        case "process started":
            return detail in _ASKING
        case "network":
            host = detail.rpartition(":")[0] or detail
            return detail.startswith(_HERE) or host in hosts or urlsplit(detail).hostname in hosts
        case _:
            is_near = _is_below(detail, folder) and folder not in step.source
            return is_near or _changes_nothing(effect)


def _changes_nothing(effect: Effect) -> bool:
    """Return whether an effect outside destroys nothing: a new temporary file, a known folder."""
    is_folder = effect.kind == "file written" and Path(effect.detail).is_dir()
    return is_folder or _is_new(effect.detail)


def _is_new(path: str) -> bool:
    return _is_temporary(path) and not Path(path).exists()


def _is_below(path: str, folder: str) -> bool:
    return os.path.normpath(path) == path and Path(path).is_relative_to(folder)


def _is_temporary(path: str) -> bool:
    return _is_below(path, tempfile.gettempdir())


def _told(effect: Effect) -> str:
    match effect.kind:
        case "file written" | "file written by a library":
            return f"writes {effect.detail}"
        case "file removed":
            return f"removes {effect.detail}"
        case "process started":
            return f"starts {effect.detail}"
        case "network":
            return f"speaks to {effect.detail}"
        case _:
            return f"writes to the database {effect.detail}"
