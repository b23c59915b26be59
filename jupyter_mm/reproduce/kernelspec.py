"""A built environment as a kernel that Jupyter lists."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from jupyter_mm.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from jupyter_mm.domain.digest import Digest

LONGEST_NAME = 100


def register(lock: Digest, python: Path, name: str | None) -> str:
    """Register a kernel of this user for an environment and return its name.

    Raises InvalidError for a name without letters, ConflictError where another kernel has it.
    """
    display = name or f"Python (lock {lock[:8]})"
    known = KernelSpecManager()
    kernel = _kernel_name(name) if name else _free_name(known, f"mm-{lock[:8]}", python)
    if not _is_free(known, kernel, python):
        raise ConflictError(f"There is a kernel {kernel} already.", hint="Take another --name.")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(_spec(lock, python, display), indent=1))
        known.install_kernel_spec(folder, kernel, user=True)
    return kernel


def _free_name(known: KernelSpecManager, name: str, python: Path) -> str:
    names = (name, *(f"{name}-{number}" for number in range(2, LONGEST_NAME)))
    return next((one for one in names if _is_free(known, one, python)), name)


def _is_free(known: KernelSpecManager, name: str, python: Path) -> bool:
    """Return whether a name may be taken: nobody has it, or we had it for what is gone or this."""
    try:
        spec = known.get_kernel_spec(name)
    except NoSuchKernel:
        return True
    program = spec.argv[0] if spec.argv else ""
    return "jupyter_mm" in spec.metadata and (program == str(python) or not Path(program).exists())


def _spec(lock: Digest, python: Path, display: str) -> dict[str, Any]:
    return {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": display,
        "language": "python",
        "metadata": {"debugger": True, "jupyter_mm": {"lock": str(lock)}},
    }


def _kernel_name(name: str) -> str:
    made = re.sub(r"[^a-z0-9._]+", "-", name.lower()).strip("-.")
    if not made or len(name) > LONGEST_NAME:
        raise InvalidError("A kernel's name has letters or digits, and 100 characters at most.")
    return made
