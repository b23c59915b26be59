"""What code ran under: interpreter, machine, packages; and how two such environments differ."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One named fact about an interpreter or a machine."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An installed package."""

    name: str
    """Normalised, as `scikit-learn`."""
    version: str | None
    source: str
    """`index`, `vcs`, `directory`, `archive` or `conda`."""
    origin: str | None = None
    """URL, path or channel; without credentials."""
    commit: str | None = None
    """Of a version-controlled source, also of an editable one."""
    is_dirty: bool | None = None
    """Whether an editable source had changes that were not committed; None where unknown."""
    is_editable: bool = False
    is_direct: bool = False
    """Whether somebody asked for it, and not another package."""
    hashes: tuple[str, ...] = ()
    """As `sha256:...` of an archive. `wheel-files-blake3:...`, of the list of the package's files,
    stands in where that is not known; `uncommitted-blake3:...` is of an editable source."""
    repository: str | None = None
    """URL that an editable source was cloned from, without credentials."""
    subdirectory: str | None = None
    """Of the package in its repository or archive."""
    is_python: bool = True
    """Whether it is a package of Python's; conda has others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A lock, read."""

    python: str
    """As `3.11.7`."""
    packages: tuple[Package, ...]
    """Sorted by name."""
    facts: tuple[Fact, ...]
    """Python build, platform, CPU, GPU, driver, system libraries; sorted by name."""
    variables: tuple[Fact, ...]
    """Environment variables of the allow-list that were set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentShown:
    """The environment of a checkpoint."""

    checkpoint: Digest
    digest: Digest
    """Of the lock."""
    lock: str
    """Text of the `pylock.toml`."""
    environment: Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChange:
    """A package that differs."""

    name: str
    kind: str
    """`added`, `removed` or `changed`."""
    before: str | None
    """Version, with what tells equal versions apart: `1.2 (editable, 4f1d, changed)`."""
    after: str | None
    is_direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact or environment variable that differs."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentDifference:
    """How two environments differ; empty when they are the same."""

    before: Digest | None
    """Digests of the locks; None where none is kept."""
    after: Digest | None
    packages: tuple[PackageChange, ...]
    """Direct ones first, then by name."""
    facts: tuple[FactChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A package of a lock that a built environment has in another form, or not at all."""

    name: str
    wanted: str
    got: str | None
    why: str
    """For people, as `editable source: installed from the commit 4f1d instead`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltEnvironment:
    """An environment that was made from a lock."""

    lock: Digest
    folder: str
    python: str
    """Path of its interpreter."""
    kernel: str | None
    """Name of the kernel that was registered for it."""
    packages: int
    unmatched: tuple[Unmatched, ...]
