"""Environments and verdicts as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.api.text import SHORT, plain
from jupyter_mm.environment.difference import version_text

if TYPE_CHECKING:
    from jupyter_mm.domain.environment import (
        EnvironmentDifference,
        EnvironmentShown,
        Package,
        PackageChange,
    )

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def environment(shown: EnvironmentShown, *, quiet: bool) -> list[str]:
    """Return interpreter, machine and packages; those that somebody asked for stand first."""
    found = shown.environment
    packages = sorted(found.packages, key=lambda one: (not one.is_direct, one.name))
    listed = [plain(_package(one)) for one in packages]
    if quiet:
        return listed
    direct = sum(one.is_direct for one in packages)
    facts = [plain(f"{one.name:<16} {one.value}") for one in (*found.facts, *found.variables)]
    return [
        f"{'checkpoint':<16} {shown.checkpoint[:SHORT]}",
        f"{'lock':<16} {shown.digest}",
        f"{'python':<16} {plain(found.python)}",
        *facts,
        f"{'packages':<16} {len(packages)}, {direct} asked for by name (*)",
        *(f"  {line}" for line in listed),
    ]


def environment_difference(found: EnvironmentDifference, *, quiet: bool) -> list[str]:
    """Return one line for each package and fact that differs."""
    lines = [plain(package_change(one)) for one in found.packages]
    lines += [plain(f"~ {one.name}: {_arrow(one.before, one.after)}") for one in found.facts]
    if lines or quiet:
        return lines
    if found.before is None or found.after is None:
        return ["Nothing to compare: no environment is kept of one of the two."]
    return ["The environments are the same."]


def package_change(change: PackageChange) -> str:
    """Return a package that differs, as `~ numpy 1.26.4 → 2.1.0 *`."""
    version = _arrow(change.before, change.after)
    direct = " *" if change.is_direct else ""
    return f"{SIGNS.get(change.kind, '?')} {change.name} {version}{direct}"


def _package(one: Package) -> str:
    origin = f"  {one.origin}" if one.origin else ""
    return f"{'*' if one.is_direct else ' '} {one.name} {version_text(one)}{origin}"


def _arrow(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return after or before or ""
    return f"{before} → {after}"
