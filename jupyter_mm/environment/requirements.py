"""What to ask an installer for, to get the packages of a lock again.

A lock may come from elsewhere: nothing of it reaches a command line but requirements that were
parsed and written anew, one word each. What makes an installer run code from another place than
its own index is listed, one sentence each, for somebody to agree to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from jupyter_mm.domain.environment import Unmatched
from jupyter_mm.environment.difference import version_text
from jupyter_mm.environment.names import is_name, is_version
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.domain.environment import Environment, Package

_URL = re.compile(r"(?:https?|ssh|git|file)://[A-Za-z0-9._~:/@%+,=!()-]+")
_COMMIT = re.compile(r"[0-9a-fA-F]{7,64}")
_BELOW = re.compile(r"(?!.*\.\.)[A-Za-z0-9._+-]+(?:/[A-Za-z0-9._+-]+)*")
_SHORT = 7
_PYTHON = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+((a|b|rc)[0-9]+)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One package to ask for."""

    name: str
    text: str
    """One word for a command line, as PEP 508 writes it: `numpy==2.1.0`."""
    note: str | None = None
    """How it will differ from what was locked; None when it will not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to install, and what to say about it."""

    python: str
    """As `3.11.7`."""
    requirements: tuple[Requirement, ...]
    consent: tuple[str, ...]
    """What must be agreed to first: one sentence each."""
    unmatched: tuple[Unmatched, ...]
    """What cannot be asked for."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What becomes of one package."""

    requirement: Requirement | None = None
    consent: str | None = None
    why: str | None = None


def plan(environment: Environment, is_there: Callable[[str], bool] | None = None) -> Plan:
    """Return how to get the packages of an environment; `is_there` tells of folders.

    Raises InvalidError for an interpreter that is named by anything but a version: installers take
    a path there, too, and run what they find.
    """
    if not _PYTHON.fullmatch(environment.python):
        raise InvalidError(
            f"The lock asks for the Python {environment.python[:80]!r}, which is no version.",
            hint="Only locks that name a version such as 3.11.7 can be built.",
        )
    exists = is_there or _is_there
    steps = [(one, _step(one, exists)) for one in environment.packages if not _is_python(one)]
    return Plan(
        python=environment.python,
        requirements=tuple(step.requirement for _, step in steps if step.requirement is not None),
        consent=tuple(step.consent for _, step in steps if step.consent is not None),
        unmatched=tuple(
            Unmatched(name=one.name, wanted=version_text(one), got=None, why=step.why)
            for one, step in steps
            if step.why is not None
        ),
    )


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _is_python(package: Package) -> bool:
    """Tell whether this is the interpreter itself, which is asked for by its version."""
    return package.name == "python" and not package.is_python


def _step(package: Package, is_there: Callable[[str], bool]) -> _Step:
    if not package.is_python:
        return _Step(why="a package of conda that is not Python's")
    if not is_name(package.name):
        return _Step(why="its name is none")
    if package.source == "directory":
        return _folder(package, is_there)
    if package.source == "vcs":
        return _repository(package, package.origin or "", None)
    if package.source == "archive":
        return _archive(package, is_there)
    return _release(package)


def _release(package: Package) -> _Step:
    """Ask the index for one version."""
    if package.version is None or not is_version(package.version):
        return _Step(why=f"{package.version or 'nothing'!r} is no version")
    note, consent = None, None
    if package.source == "conda":
        note = "built by conda: the release of the Python index instead"
    elif package.origin is not None:
        consent = f"{package.name} was locked to the package index {package.origin}."
        note = "locked to another package index: taken from yours"
    text = f"{package.name}=={package.version}"
    return _Step(Requirement(name=package.name, text=text, note=note), consent)


def _archive(package: Package, is_there: Callable[[str], bool]) -> _Step:
    url = package.origin or ""
    if not _URL.fullmatch(url):
        return _Step(why=f"its address cannot be used: {url}")
    if url.startswith("file:") and not is_there(url2pathname(urlsplit(url).path)):
        return _Step(why=f"the file {url} is not there")
    known = dict(one.split(":", 1) for one in package.hashes if ":" in one)
    check = known.get("sha256", "")
    mark = f"#sha256={check}" if re.fullmatch(r"[0-9a-f]{64}", check) else ""
    requirement = Requirement(name=package.name, text=f"{package.name} @ {url}{mark}")
    return _Step(requirement, f"{package.name} is installed from {url}, and may run code for that.")


def _folder(package: Package, is_there: Callable[[str], bool]) -> _Step:
    """Take the commit that was locked, from the folder itself or from where it was cloned."""
    folder = package.origin or ""
    if package.commit is None:
        return _present_folder(package, folder, is_there)
    root = _root(folder, package.subdirectory)
    dirty = ", without the changes that were not committed" if package.is_dirty else ""
    note = f"editable source: installed from the commit {package.commit[:_SHORT]} instead{dirty}"
    url = Path(root).as_uri() if root and is_there(str(Path(root, ".git"))) else package.repository
    if url is None:
        return _Step(why=f"the folder {folder} is not there, and where it came from is not known")
    return _repository(package, url, note)


def _present_folder(package: Package, folder: str, is_there: Callable[[str], bool]) -> _Step:
    path = Path(folder, package.subdirectory or "")
    if not folder or not path.is_absolute() or not is_there(str(path)):
        return _Step(why=f"the folder {folder} is not there")
    requirement = Requirement(
        name=package.name,
        text=f"{package.name} @ {path.as_uri()}",
        note="source folder without version control: installed as it is now",
    )
    sentence = f"{package.name} is built from the folder {folder}, which may run code for that."
    return _Step(requirement, sentence)


def _root(folder: str, subdirectory: str | None) -> str | None:
    """Return the top of the repository that a folder lies in."""
    path = Path(folder)
    if not path.is_absolute():
        return None
    below = Path(subdirectory or "").parts
    if below and path.parts[-len(below) :] != below:
        return None
    return str(Path(*path.parts[: len(path.parts) - len(below)]))


def _repository(package: Package, url: str, note: str | None) -> _Step:
    commit, below = package.commit or "", package.subdirectory
    if not _URL.fullmatch(url) or "@" in url.partition("://")[2].partition("/")[2]:
        return _Step(why=f"its repository cannot be used: {url}")
    if not _COMMIT.fullmatch(commit) or (below is not None and not _BELOW.fullmatch(below)):
        return _Step(why="its commit or folder cannot be used")
    mark = f"#subdirectory={below}" if below else ""
    requirement = Requirement(
        name=package.name, text=f"{package.name} @ git+{url}@{commit}{mark}", note=note
    )
    where = f"{url} at {commit[:_SHORT]}"
    return _Step(requirement, f"{package.name} is built from {where}, which may run code for that.")
