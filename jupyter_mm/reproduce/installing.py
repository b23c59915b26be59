"""The packages of a lock into an empty environment; what cannot be had is found out one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.environment.requirements import Plan
from jupyter_mm.errors import CannotBuildError, NeedsConsentError
from jupyter_mm.reproduce.own_wheel import write_wheel
from jupyter_mm.reproduce.uv import Uv, complaint, first_mentioned, is_offline

if TYPE_CHECKING:
    from jupyter_mm.reproduce.processes import Finished

MOST_MISSING = 40
_EXACT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<public>[^+]+)(?P<local>\+.+)?")
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?")
_PYTHON = re.compile(r"(\d+\.\d+)\.\d+")


@dataclass(slots=True)
class Installation:
    """One environment in the making."""

    uv: Uv
    folder: Path
    plan: Plan
    consent: bool
    why: dict[str, str] = field(default_factory=dict)
    """Of what is installed otherwise than the lock says: by name."""

    def make(self) -> None:
        """Make the environment. Raises CannotBuildError or NeedsConsentError."""
        self._make_python()
        wanted = {one.name: one.text for one in self.plan.requirements}
        self.why |= {one.name: one.note for one in self.plan.requirements if one.note}
        self._install_locked(wanted)
        self._install_ours()

    def _make_python(self) -> None:
        """Take the very Python, else another one of its minor version."""
        version = self.plan.python
        if not _VERSION.fullmatch(version):
            # uv would take a path for it, and run what lies there.
            raise CannotBuildError(f"The lock asks for the Python “{version[:40]}”: no version.")
        found = self.uv.make_environment(self.folder, version)
        minor = _PYTHON.fullmatch(version)
        if found.code != 0 and minor:
            self.why["python"] = f"Python {version} is not here and could not be downloaded"
            found = self.uv.make_environment(self.folder, minor[1])
        if found.code != 0:
            raise CannotBuildError(
                f"There is no Python {version}: {complaint(found)}",
                hint="`uv python install` gets one, if there is a network.",
            )

    def _install_locked(self, wanted: dict[str, str]) -> None:
        """Install exactly these. What is not to be had anywhere is asked for, then replaced."""
        text, needs = f"Installing {len(wanted)} packages", list[str]()
        for _ in range(MOST_MISSING):
            options = ("--no-deps", *(("--dry-run",) if needs else ()))
            if not wanted:
                break
            found = self.uv.install(self.folder, list(wanted.values()), text, *options)
            if found.code == 0:
                break
            name = _unreachable(found, wanted)
            if name is None and is_offline(found):
                raise _no_network()
            name = name or first_mentioned(found, list(wanted))
            if name is None:
                raise CannotBuildError(f"uv could not install the packages: {complaint(found)}")
            sentence = self._replace(wanted, name)
            if sentence is not None and not self.consent:
                needs.append(sentence)
        else:
            raise CannotBuildError(f"Over {MOST_MISSING} packages of the lock cannot be had.")
        if needs:
            raise NeedsConsentError(tuple(needs))

    def _replace(self, wanted: dict[str, str], name: str) -> str | None:
        """Ask for something nearer at hand instead; return a sentence where that needs consent.

        Never for what had a source of its own: an index may hold a stranger of the same name.
        """
        exact = _EXACT.fullmatch(wanted[name])
        if exact is None:
            del wanted[name]
            self.why[name] = "it could not be had, and nothing stands in for it"
            return f"{name} cannot be had from its source: it would be left out."
        if exact["local"]:
            wanted[name] = f"{name}=={exact['public']}"
            self.why[name] = f"the build {exact['local'][1:]} could not be had"
            return None
        wanted[name] = name
        self.why[name] = f"version {exact['public']} could not be had for this machine"
        return f"{name} {exact['public']} cannot be had: another version of it would be taken."

    def _install_ours(self) -> None:
        """Add what a kernel of ours needs; what the lock has stays as it is where that can be."""
        wheel = write_wheel(self.uv.folder)
        text = "Adding the kernel"
        found = self.uv.install(self.folder, [str(wheel), "ipykernel"], text)
        if found.code != 0:
            if is_offline(found):
                raise _no_network()
            raise CannotBuildError(f"uv could not install the kernel: {complaint(found)}")


def _unreachable(found: Finished, wanted: dict[str, str]) -> str | None:
    """Return the package whose own source uv complains of."""
    sources = {name: text.partition(" @ ")[2] for name, text in wanted.items()}
    return next((name for name, url in sources.items() if url and url in found.text), None)


def _no_network() -> CannotBuildError:
    return CannotBuildError(
        "Not all packages are in uv's cache, and they cannot be downloaded.",
        hint="Look at the network, or at the index that UV_INDEX_URL names.",
    )
