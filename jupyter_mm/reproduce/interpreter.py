"""What another Python has installed."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from jupyter_mm.environment.lock import read_installed
from jupyter_mm.errors import CannotBuildError

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.domain.environment import Environment

PATIENCE_S = 60.0
_TOLD = """
import json, platform, sysconfig
paths = sysconfig.get_paths()
folders = list(dict.fromkeys([paths["purelib"], paths["platlib"]]))
print(json.dumps({"python": platform.python_version(), "folders": folders}))
"""


def environment_of(python: Path) -> Environment:
    """Return the packages that an interpreter finds. Raises CannotBuildError if it does not run."""
    try:
        done = subprocess.run(  # noqa: S603  # an interpreter that we made or the user named
            [str(python), "-I", "-c", _TOLD],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        told = json.loads(done.stdout)
        return read_installed([str(one) for one in told["folders"]], str(told["python"]))
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
        raise CannotBuildError(
            f"{python} does not run as a Python.", hint="Name the program of an environment."
        ) from error
