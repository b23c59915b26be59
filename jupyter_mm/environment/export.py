"""An environment in the words of other tools: pip, uv, conda."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.environment.difference import version_text
from jupyter_mm.environment.lock import quoted
from jupyter_mm.environment.names import is_version, normal
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.domain.environment import Environment, Package


def export(environment: Environment, form: str) -> str:
    """Return a `requirements.txt`, a `pyproject.toml` for uv, or conda's `environment.yml`.

    What a form cannot say stands in it as a comment. Raises InvalidError for another form.
    """
    if form not in _FORMS:
        raise InvalidError(
            f"Unknown form of an environment: {form!r}.", hint=f"Use {', '.join(_FORMS)}."
        )
    return _FORMS[form](environment)


def _pip(environment: Environment) -> str:
    lines = [f"# Python {environment.python}"]
    for one in environment.packages:
        lines += [_note(one), _pip_line(one)] if _note(one) else [_pip_line(one)]
    return "\n".join(line for line in lines if line) + "\n"


def _pip_line(one: Package) -> str:
    if not one.is_python:
        return ""
    if one.source == "directory" and one.repository is None:
        return f"-e {one.origin}" if one.is_editable else f"{one.name} @ {_folder_url(one)}"
    return _line(one)


def _line(one: Package) -> str:
    """Return a requirement (PEP 508); empty where there is no version."""
    below = f"#subdirectory={one.subdirectory}" if one.subdirectory else ""
    if one.source == "directory":
        if one.repository is None or one.commit is None:
            return f"{one.name} @ {_folder_url(one)}"
        return f"{one.name} @ git+{one.repository}@{one.commit}{below}"
    if one.source == "vcs":
        return f"{one.name} @ git+{one.origin}@{one.commit}{below}"
    if one.source == "archive":
        return f"{one.name} @ {one.origin}"
    return f"{one.name}=={one.version}" if one.version and is_version(one.version) else ""


def _folder_url(one: Package) -> str:
    path = Path(one.origin or "/", one.subdirectory or "")
    return path.as_uri() if path.is_absolute() else str(path)


def _note(one: Package) -> str:
    """Return what a line about this package cannot say; empty when it says it all."""
    told = " ".join(f"{one.name} {version_text(one)}".split())
    if not one.is_python:
        return f"# not a Python package: {told}"
    if one.is_dirty:
        return f"# had changes that were not committed: {told}"
    if one.source == "directory":
        return f"# from the folder {' '.join((one.origin or '').split())}: {told}"
    return "" if _line(one) else f"# cannot be asked for: {told}"


def _uv(environment: Environment) -> str:
    """Return a project: what was asked for is required, everything else held to its version."""
    python = [one for one in environment.packages if one.is_python]
    known = [one for one in python if _line(one)]
    direct = [one for one in known if one.is_direct] or known
    held = [one for one in known if one not in direct]
    notes = [note for one in environment.packages if (note := _note(one))]
    return "\n".join(
        [
            *notes,
            "[project]",
            'name = "environment"',
            'version = "0"',
            f"requires-python = {quoted(f'=={environment.python}')}",
            *_list("dependencies", direct),
            "",
            "[tool.uv]",
            "package = false",
            *_list("constraint-dependencies", held),
            "",
        ]
    )


def _list(key: str, packages: list[Package]) -> list[str]:
    if not packages:
        return [f"{key} = []"]
    return [f"{key} = [", *[f"    {quoted(_line(one))}," for one in packages], "]"]


def _conda(environment: Environment) -> str:
    """Return conda's form: its own packages by build, the others through pip."""
    own = [one for one in environment.packages if one.source == "conda" and one.version]
    others = [one for one in environment.packages if one.source != "conda"]
    channels = dict.fromkeys(channel for one in own if (channel := _channel(one)))
    lines = ["channels:", *[f"  - {quoted(one)}" for one in channels or {"conda-forge": None}]]
    lines.append("dependencies:")
    if not any(one.name == "python" for one in own):
        lines.append(f"  - python={environment.python}")
    lines += [f"  - {quoted(_conda_line(one))}" for one in own]
    pip = [line for one in others if (line := _pip_line(one))]
    if pip:
        has_pip = any(one.name == "pip" for one in own)
        lines += [*([] if has_pip else ["  - pip"]), "  - pip:"]
        lines += [f"      - {quoted(line)}" for line in pip]
    notes = [note for one in others if (note := _note(one))]
    return "\n".join([*notes, *lines]) + "\n"


def _conda_line(one: Package) -> str:
    """Return `name=version=build`; the build is told by the name of the package's file."""
    file = (one.origin or "").rpartition("/")[2]
    parts = file.removesuffix(".conda").removesuffix(".tar.bz2").rsplit("-", 2)
    is_told = file.endswith((".conda", ".tar.bz2")) and len(parts) == 3  # noqa: PLR2004  # as said
    is_same = is_told and normal(parts[0]) == normal(one.name)
    name = parts[0] if is_same else one.name
    return f"{name}={one.version}" + (f"={parts[2]}" if is_same else "")


def _channel(one: Package) -> str:
    """Return the channel of a package, from its URL `CHANNEL/PLATFORM/FILE`."""
    origin = one.origin or ""
    return origin.rsplit("/", 2)[0] if origin.endswith((".conda", ".tar.bz2")) else origin


_FORMS: dict[str, Callable[[Environment], str]] = {"pip": _pip, "uv": _uv, "conda": _conda}
