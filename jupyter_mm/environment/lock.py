"""The text of an environment's lock: a PEP 751 `pylock.toml`.

What its standard has no place for stands below `[tool.jupyter-mm]`.
Installed files do not tell the digest of the archive they came from. Where none is known, a digest
of the list of the package's files stands in for it, under its own name.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.environment.conda import CondaNotes, CondaPackage
from jupyter_mm.environment.installed import Installations, Installed, Known
from jupyter_mm.environment.machine import NONE, libraries
from jupyter_mm.environment.names import is_specifier, is_version
from jupyter_mm.environment.remembered import recall, remember
from jupyter_mm.environment.sources import CHANGES_DIGEST, Repositories, Source, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jupyter_mm.domain.environment import Environment

TOOL_VERSION = 2
"""Of `[tool.jupyter-mm]`; version 1 had no number."""


@dataclass(slots=True, kw_only=True)
class Locksmith:
    """Makes locks; what did not change since the last one is not read again."""

    prefix: str = sys.prefix
    python: str = field(default_factory=platform.python_version)
    memory: Path | None = None
    """File in which package metadata is remembered for other processes."""
    packages: dict[str, Installed] = field(default_factory=dict)
    """What the last look found."""
    repositories: Repositories = field(default_factory=Repositories)
    _installations: Installations = field(default_factory=Installations)
    _recalled: Known = field(default_factory=dict)
    """What the file is known to hold."""
    _notes: CondaNotes = field(default_factory=CondaNotes)
    _conda: tuple[CondaPackage, ...] = ()
    _found: dict[str, str] = field(default_factory=dict)
    """Facts that depend on what is installed."""

    def look(self, folders: Sequence[str], give_way: Callable[[], None] = lambda: None) -> None:
        """Read what is installed in these folders."""
        installations = self._installations
        if self.memory is not None and not installations.known:
            installations.known = self._recalled = recall(self.memory)
        self.packages, troubles = installations.read(folders, give_way)
        if self.memory is not None:
            self._recalled = remember(self.memory, installations.known, self._recalled)
        self._conda, broken = self._notes.read(self.prefix, give_way)
        self._found = {
            "broken metadata": "; ".join([*troubles, *broken]) or NONE,
            "system libraries": libraries(folders, self.prefix),
        }

    def editable(self) -> tuple[str, ...]:
        """Return the folders of packages that are installed editable."""
        sources = (source_of(one.told) for one in self.packages.values() if one.told)
        return tuple(one.origin for one in sources if one is not None and one.is_editable)

    def text(
        self,
        facts: Mapping[str, str],
        variables: Mapping[str, str],
        give_way: Callable[[], None] = lambda: None,
    ) -> str:
        """Return the lock of what the last look found."""
        direct = _direct(self.packages, self._conda)
        tables = [
            line
            for name in sorted(self.packages)
            for line in ("", "[[packages]]", *self._package(self.packages[name], direct, give_way))
        ]
        head = [*_head(self.python), *([] if tables else ["packages = []"])]
        tool = _tool({**facts, **self._found}, variables, self._conda, direct)
        return "\n".join([*head, *tables, *tool]) + "\n"

    def _package(
        self, one: Installed, direct: frozenset[str], give_way: Callable[[], None]
    ) -> list[str]:
        """Return the lines of one package."""
        lines, tool = [f"name = {quoted(one.name)}"], _Inline()
        if is_version(one.version):
            lines.append(f"version = {quoted(one.version)}")
        else:
            tool.add("version", one.version)
        if one.requires_python and is_specifier(one.requires_python):
            lines.append(f"requires-python = {quoted(one.requires_python)}")
        source = source_of(one.told)
        lines.append(_source_line(one, source))
        tool.add("direct", one.name in direct)
        tool.add("conda", one.is_conda)
        if source is not None and source.is_editable:
            self._add_repository(source, tool, give_way)
        if tool:
            lines.append(f"tool = {{jupyter-mm = {tool}}}")
        return lines

    def _add_repository(self, source: Source, tool: _Inline, give_way: Callable[[], None]) -> None:
        state = self.repositories.state(source.origin, give_way)
        if state is None:
            return
        tool.add("commit", state.commit)
        tool.add("repository", state.remote)
        tool.add("subdirectory", state.subdirectory)
        if state.is_dirty is not None:
            tool.pairs["dirty"] = _value(state.is_dirty)
        tool.add(CHANGES_DIGEST, state.changes)


def read_installed(folders: Sequence[str], python: str, prefix: str = os.devnull) -> Environment:
    """Return the environment of another interpreter, by the folders of its packages.

    `python` is its version. No process is started; facts of its machine are left out.
    """
    from jupyter_mm.environment.reading import read_lock  # noqa: PLC0415  # locks need no reader

    smith = Locksmith(prefix=prefix, python=python)
    smith.look(folders)
    return read_lock(smith.text({}, {}))


class _Inline:
    """A table on one line."""

    def __init__(self) -> None:
        self.pairs: dict[str, str] = {}

    def add(self, key: str, value: str | bool | None) -> None:  # noqa: FBT001  # a TOML value
        """Take a pair; what is empty or false is left out."""
        if value:
            self.pairs[key] = _value(value)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __str__(self) -> str:
        inner = ", ".join(f"{key} = {value}" for key, value in self.pairs.items())
        return f"{{{inner}}}"


def quoted(text: str) -> str:
    """Return a text as TOML writes it; what UTF-8 cannot hold is replaced."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: str | bool) -> str:  # noqa: FBT001  # a TOML value
    return quoted(value) if isinstance(value, str) else str(value).lower()


def _head(python: str) -> list[str]:
    version = python.rstrip("+")  # what is built between two releases says `3.13.0+`
    here = f"sys_platform == '{sys.platform}' and platform_machine == '{platform.machine()}'"
    return [
        'lock-version = "1.0"',
        f"environments = [{quoted(here)}]",
        f"requires-python = {quoted(f'=={version}')}",
        'created-by = "jupyter-mm"',
    ]


def _source_line(one: Installed, source: Source | None) -> str:
    if source is None:
        return _archive_line(one)
    below = {"subdirectory": source.subdirectory} if source.subdirectory else {}
    if source.kind == "vcs":
        assert source.commit is not None  # noqa: S101  # by source_of
        told = {"type": source.system, "url": source.origin, "commit-id": source.commit, **below}
        return f"vcs = {_table(told)}"
    if source.kind == "directory":
        editable = str(source.is_editable).lower()
        inner = _table({"path": source.origin, **below})[1:-1]
        return f"directory = {{{inner}, editable = {editable}}}"
    hashes = _table(dict(source.hashes + one.hashes))
    inner = _table({"url": source.origin, **below})[1:-1]
    return f"archive = {{{inner}, hashes = {hashes}}}"


def _archive_line(one: Installed) -> str:
    """Return the wheel, or the source archive, that a package was installed from."""
    hashes, stem = _table(dict(one.hashes)), f"{one.name.replace('-', '_')}-{one.version}"
    if not is_version(one.version) or "-" in one.version:  # no file name could hold it
        return f"archive = {{path = {quoted(stem)}, hashes = {hashes}}}"
    if one.wheel is None:
        return f"sdist = {{path = {quoted(f'{stem}.tar.gz')}, hashes = {hashes}}}"
    return f"wheels = [{{path = {quoted(one.wheel)}, hashes = {hashes}}}]"


def _direct(packages: Mapping[str, Installed], conda: Sequence[CondaPackage]) -> frozenset[str]:
    """Return the packages that somebody asked for.

    Installers note what was asked for. Where they noted all or nothing (everything came from one
    list, say), it is what no other package requires.
    """
    asked = {one.name for one in packages.values() if one.is_requested}
    if len(asked) in {0, len(packages)}:
        asked = packages.keys() - {need for one in packages.values() for need in one.needs}
    return frozenset(asked | {one.name for one in conda if one.is_requested})


def _tool(
    facts: Mapping[str, str],
    variables: Mapping[str, str],
    conda: Sequence[CondaPackage],
    direct: frozenset[str],
) -> list[str]:
    lines = ["", "[tool.jupyter-mm]", f"version = {TOOL_VERSION}"]
    for title, pairs in (("facts", facts), ("variables", variables)):
        lines += ["", f"[tool.jupyter-mm.{title}]"]
        lines += [f"{quoted(key)} = {quoted(value)}" for key, value in sorted(pairs.items())]
    for one in conda:
        lines += ["", "[[tool.jupyter-mm.conda]]", f"name = {quoted(one.name)}"]
        lines += [f"version = {quoted(one.version)}", f"build = {quoted(one.build)}"]
        lines += [f"origin = {quoted(one.origin)}", f"sha256 = {quoted(one.sha256)}"]
        lines += ["direct = true"] if one.name in direct else []
    return lines


def _table(pairs: Mapping[str, str]) -> str:
    inner = ", ".join(f"{key} = {quoted(value)}" for key, value in sorted(pairs.items()))
    return f"{{{inner}}}"
