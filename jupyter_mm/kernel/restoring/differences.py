"""What is different now from when a state was kept: packages that its values come from."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jupyter_mm.domain.checkpoint import Manifest, Variable
    from jupyter_mm.domain.digest import Digest

_SEPARATORS = re.compile(r"[-_.]+")


def package_notes(
    manifest: Manifest, variables: Iterable[Variable], read: Callable[[Digest], bytes]
) -> tuple[str, ...]:
    """Return a line for each package that these variables need and whose version is another now.

    `read` gives the bytes of a blob. Empty where the environment was not kept or cannot be read.
    """
    if manifest.environment is None:
        return ()
    try:
        versions = kept_versions(read(manifest.environment))
    except (MMError, ValueError):
        return ()
    notes = []
    for package in sorted({name for one in variables for name in packages_of(one)}):
        then, now = versions.get(package), _version(package)
        if then is not None and then != now:
            notes.append(f"{package} was {then}, {'is ' + now if now else 'is not installed'} now")
    return tuple(notes)


def kept_versions(lock: bytes) -> dict[str, str]:
    """Return the versions of a `pylock.toml` by normal name. Raises ValueError."""
    packages = tomllib.loads(lock.decode()).get("packages", [])
    return {
        _normal(one["name"]): one["version"]
        for one in packages
        if isinstance(one.get("name"), str) and isinstance(one.get("version"), str)
    }


def packages_of(variable: Variable) -> set[str]:
    """Return the packages that a variable's type, or the module that it is, belongs to."""
    module = variable.summary if variable.type == "module" else variable.type
    top = re.split(r"[^\w]", module, maxsplit=1)[0]
    known = _distributions().get(top, ())
    return {_normal(name) for name in known or ((top,) if "." in module else ())}


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(metadata.packages_distributions())


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def _normal(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
