"""A lock, read: ours of every version, and other tools' as far as they say what was installed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError

from jupyter_mm.domain.environment import Environment, Fact, Package
from jupyter_mm.environment.installed import FILES_DIGEST, METADATA_DIGEST
from jupyter_mm.environment.names import is_name, normal, without_credentials
from jupyter_mm.environment.sources import CHANGES_DIGEST
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LIMIT_BYTES = 32 << 20
_BROKEN = "It was damaged or not written by jupyter_mm; `jupyter mm verify` checks the store."
_STAND_INS = frozenset({FILES_DIGEST, METADATA_DIGEST})
_OLD_FACTS = {"python": "python build", "implementation": "implementation", "platform": "platform"}
"""What locks of version 1 told, by their names of then and of now."""


def read_lock(lock: str | bytes) -> Environment:
    """Return what a lock says. Raises InvalidError for what cannot be read or is too new."""
    if len(lock) > LIMIT_BYTES:
        raise InvalidError("The environment's lock is too large to be one.", hint=_BROKEN)
    try:
        text = lock.decode() if isinstance(lock, bytes) else lock
        value = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from error
    own = _mapping(_mapping(value.get("tool")).get("jupyter-mm"))
    _validate(value, is_old=bool(own) and "version" not in own)
    return Environment(
        python=_python(value, own),
        packages=_packages(value, own),
        facts=_facts(own),
        variables=_pairs(own.get("variables")),
    )


def _unreadable(error: object) -> InvalidError:
    return InvalidError(f"The environment's lock cannot be read: {error}.", hint=_BROKEN)


def _validate(value: dict[str, Any], *, is_old: bool) -> None:
    """Refuse what the standard refuses. Old locks of ours may hold versions that it does not."""
    try:
        Pylock.from_dict(value)
    except PylockUnsupportedVersionError as error:
        message = f"The environment's lock has a version that is not known here: {error}."
        raise InvalidError(message, hint="Upgrade jupyter_mm.") from error
    except (PylockValidationError, TypeError, RecursionError) as error:
        if not is_old or not isinstance(value.get("packages"), list):
            raise _unreadable(error) from error
    own = _mapping(_mapping(value.get("tool")).get("jupyter-mm"))
    version = own.get("version", 1)
    if type(version) is not int or version not in {1, 2}:
        message = f"The environment's lock was written by a newer jupyter_mm (version {version!r})."
        raise InvalidError(message, hint="Upgrade jupyter_mm.")


def _python(value: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Return the interpreter's version; of another tool's lock what it requires."""
    required = _text(value.get("requires-python")) or ""
    return required.removeprefix("==").strip() or (_text(own.get("python")) or "").partition(" ")[0]


def _facts(own: Mapping[str, Any]) -> tuple[Fact, ...]:
    if "version" in own:
        return _pairs(own.get("facts"))
    return _pairs({now: own[then] for then, now in _OLD_FACTS.items() if then in own})


def _pairs(value: object) -> tuple[Fact, ...]:
    pairs = sorted(_mapping(value).items())
    return tuple(Fact(name=key, value=one) for key, one in pairs if isinstance(one, str))


def _packages(value: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[Package, ...]:
    conda = {
        normal(one["name"]): one
        for one in _mappings(own.get("conda"))
        if isinstance(one.get("name"), str) and one["name"]
    }
    found = []
    for told in _mappings(value.get("packages")):
        name = _text(told.get("name"))
        if name is None or not is_name(name):
            raise _unreadable(f"{name!r} is no name of a package")
        found.append(_package(normal(name), told, conda))
    found += [_conda_only(one) for one in conda.values()]
    return tuple(sorted(found, key=lambda one: (one.name, not one.is_python)))


def _package(name: str, told: Mapping[str, Any], conda: dict[str, Mapping[str, Any]]) -> Package:
    """Return one package of Python's; conda's note about it is used up."""
    own = _mapping(_mapping(told.get("tool")).get("jupyter-mm"))
    kind, source = _source(told)
    hashes = dict(_mapping(source.get("hashes")))
    hashes |= {CHANGES_DIGEST: own[CHANGES_DIGEST]} if CHANGES_DIGEST in own else {}
    origin = _text(source.get("url")) or _text(source.get("path")) if kind != "index" else None
    origin = origin or _text(told.get("index"))
    if own.get("conda") is True and kind == "index":
        note = conda.pop(name, {})
        kind, origin = "conda", _text(note.get("origin"))
        hashes |= {"sha256": note["sha256"]} if note.get("sha256") else {}
    dirty = own.get("dirty")
    return Package(
        name=name,
        version=_text(told.get("version")) or _text(own.get("version")),
        source=kind,
        origin=without_credentials(origin) if origin and kind != "directory" else origin,
        commit=_text(source.get("commit-id")) or _text(own.get("commit")),
        is_dirty=dirty if isinstance(dirty, bool) else None,
        is_editable=source.get("editable") is True,
        is_direct=own.get("direct") is True,
        hashes=_hashes(hashes),
        repository=_text(own.get("repository")),
        subdirectory=_text(own.get("subdirectory")) or _text(source.get("subdirectory")),
    )


def _source(told: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the kind of a package's source, and what is said of it."""
    for kind in ("vcs", "directory", "archive"):
        if isinstance(source := told.get(kind), dict):
            # What no file could be named after has no other place in a lock of ours.
            is_ours = "url" not in source and _STAND_INS & _mapping(source.get("hashes")).keys()
            return (kind if kind != "archive" or not is_ours else "index"), source
    wheels = list(_mappings(told.get("wheels")))
    # Another tool's lock offers wheels for many machines: which was taken, it does not say.
    return "index", wheels[0] if len(wheels) == 1 else _mapping(told.get("sdist"))


def _conda_only(note: Mapping[str, Any]) -> Package:
    origin, sha256 = _text(note.get("origin")), _text(note.get("sha256"))
    return Package(
        name=_text(note.get("name")) or "",
        version=_text(note.get("version")),
        source="conda",
        origin=without_credentials(origin) if origin else None,
        is_direct=note.get("direct") is True,
        hashes=(f"sha256:{sha256}",) if sha256 else (),
        is_python=False,
    )


def _hashes(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{key}:{one}" for key, one in sorted(value.items()) if isinstance(one, str))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
