"""uv, run with a list of words: a Python, an environment, packages into it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.errors import CannotBuildError
from jupyter_mm.reproduce.processes import Finished, run
from jupyter_mm.reproduce.progress import Progress, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOT_FOR_UV = (
    "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON", "UV_PROJECT",
    "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON", "UV_CONSTRAINT", "UV_OVERRIDE", "UV_EXCLUDE",
    "UV_PRERELEASE", "UV_RESOLUTION", "UV_NO_BINARY", "UV_CONFIG_FILE",
)  # fmt: skip
"""What would let the present shell change what is installed. Where to get it from stays."""

_PLAIN = {"NO_COLOR": "1", "COLUMNS": "100000", "UV_NO_PROGRESS": "1"}
_NO_NETWORK = re.compile(
    r"dns error|error sending request|connection refused|connection reset"
    r"|timed out|network was disabled|client error \(connect\)|failed to lookup",
    re.IGNORECASE,
)
_MENTION = r"(?<![\w.-]){}(?![\w-])"


@dataclass(frozen=True, slots=True)
class Uv:
    """A uv program, and what it is told of the world."""

    program: str
    surroundings: Surroundings
    folder: Path
    """Where it runs: nothing of a project lies there."""

    def make_environment(self, target: Path, python: str) -> Finished:
        """Make an empty environment with this Python: a version or a program."""
        words = ("venv", "--no-project", "--python", python, str(target))
        return self._run(words, f"Making an environment with Python {Path(python).name}")

    def install(
        self, target: Path, requirements: Sequence[str], text: str, *options: str
    ) -> Finished:
        """Install into an environment: from the cache alone where it holds everything."""
        python = str(target / "bin" / "python")
        words = ("pip", "install", "--python", python, *options)
        found = self._run((*words, "--offline", "--", *requirements), text)
        return found if found.code == 0 else self._run((*words, "--", *requirements), text)

    @property
    def progress(self) -> Progress:
        """Where its lines go."""
        return self.surroundings.progress

    def _run(self, words: tuple[str, ...], text: str) -> Finished:
        variables = {
            name: value
            for name, value in self.surroundings.variables.items()
            if name not in _NOT_FOR_UV
        }
        self.progress.step(text)
        return run(
            [self.program, *_settings(self.surroundings.variables), *words],
            folder=self.folder,
            variables=variables | _PLAIN,
            on_line=self.progress.log,
            on_wait=lambda: self.progress.step(text),
        )


def find_uv(surroundings: Surroundings, folder: Path) -> Uv:
    """Return the uv on the path, or the one of the Python package. Raises CannotBuildError."""
    program = shutil.which("uv", path=surroundings.variables.get("PATH", ""))
    if program is None:
        try:
            program = str(import_module("uv").find_uv_bin())
        except (ImportError, OSError) as error:
            raise CannotBuildError(
                "uv is not installed; it builds environments.", hint="pip install uv"
            ) from error
    return Uv(program, surroundings, folder)


def is_offline(finished: Finished) -> bool:
    """Return whether uv failed because it could not reach anything."""
    return finished.code != 0 and _NO_NETWORK.search(finished.text) is not None


def first_mentioned(finished: Finished, names: Sequence[str]) -> str | None:
    """Return the package that uv complains of: of these, the first one that it names."""
    text = finished.text.lower()
    places = {}
    for name in names:
        found = re.search(_MENTION.format(re.escape(name)), text)
        if found is not None:
            places[name] = found.start()
    return min(places, key=lambda name: places[name]) if places else None


def complaint(finished: Finished) -> str:
    """Return what uv said at the end, in one line."""
    lines = [line.strip(" ×╰─▶│") for line in finished.lines if line.strip()]  # uv's own signs
    return " ".join(lines[-4:])[:400] or f"uv ended with {finished.code}"


def _settings(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the options that let uv read its user's settings, never those of a project.

    A `uv.toml` beside a notebook might name another index.
    """
    home = Path(variables.get("XDG_CONFIG_HOME") or Path(variables.get("HOME", "/"), ".config"))
    told = variables.get("UV_CONFIG_FILE")
    for path in (Path(told) if told else None, home / "uv" / "uv.toml", Path("/etc/uv/uv.toml")):
        if path is not None and path.is_file():
            return ("--config-file", str(path))
    return ("--no-config",)
