"""Locks by hand, and what builds environments from them with a real uv."""

import os
import platform
import subprocess
from typing import Any

from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import BuiltEnvironment
from jupyter_mm.reproduce.build import build
from jupyter_mm.reproduce.progress import Progress, Surroundings
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR

HERE = platform.python_version()
HASH = 'sha256 = "' + "0" * 64 + '"'


def lock(*packages: str, python: str = HERE) -> str:
    head = f'lock-version = "1.0"\ncreated-by = "test"\nrequires-python = "=={python}"\n'
    body = "".join(f"\n[[packages]]\n{package}\n" for package in packages)
    return head + (body or "packages = []\n")


def wheel(name: str, version: str) -> str:
    file = f"{name}-{version}-py3-none-any.whl"
    return (
        f'name = "{name}"\nversion = "{version}"\n'
        f'wheels = [{{path = "{file}", hashes = {{{HASH}}}}}]'
    )


class Builder:
    """Builds from the text of a lock, and notes what is told."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.steps: list[str] = []
        self.variables = dict(os.environ)

    def checkpoint(self, text: str | None) -> Digest:
        receipt = record_execution(self.core, ACTOR, make_capture(self.core, environment=text))
        assert receipt.checkpoint is not None
        return receipt.checkpoint

    def __call__(self, text: str | None, **given: Any) -> BuiltEnvironment:
        progress = Progress(lambda step, _: self.steps.append(step))
        surroundings = Surroundings(variables=self.variables, progress=progress)
        return build(self.core, ACTOR, self.checkpoint(text), surroundings, **given)


def environments(core: Core) -> list[str]:
    folder = core.settings.home / "environments"
    return sorted(path.name for path in folder.glob("*") if path.suffix != ".lock")


def version_in(python: str, name: str) -> str:
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run(
        [python, "-I", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


SIX = lock(wheel("six", "1.16.0"))
