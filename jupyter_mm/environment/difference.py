"""How two environments differ, told so that equal versions are told apart too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.domain.environment import EnvironmentDifference, FactChange, PackageChange
from jupyter_mm.environment.installed import FILES_DIGEST
from jupyter_mm.environment.sources import CHANGES_DIGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.domain.environment import Environment, Fact, Package

_SHORT = 7


def compare(
    before: Environment,
    after: Environment,
    *,
    before_digest: Digest | None = None,
    after_digest: Digest | None = None,
) -> EnvironmentDifference:
    """Return how `after` differs from `before`.

    What only one of the two knows (a hash, a commit, a fact of the machine) is no difference: an
    older lock does not know it. A variable that only one has was set there.
    """
    packages = sorted(_packages(before, after), key=lambda one: (not one.is_direct, one.name))
    versions = _change("python", before.python, after.python)
    known = _facts(before.facts, after.facts, is_whole=False)
    variables = _facts(before.variables, after.variables, is_whole=True)
    return EnvironmentDifference(
        before=before_digest,
        after=after_digest,
        packages=tuple(packages),
        facts=(*versions, *known, *variables),
    )


def version_text(package: Package) -> str:
    """Return a package's version for people, with where it came from unless that is an index."""
    marks = []
    if package.source == "directory":
        marks.append("editable" if package.is_editable else "folder")
    elif package.source == "archive":
        marks.append("from a URL")
    elif package.source == "conda":
        marks.append("conda")
    if package.commit:
        marks.append(package.commit[:_SHORT])
    if package.is_dirty:
        digest = _hashes(package).get(CHANGES_DIGEST, "")[:_SHORT]
        marks.append(f"changed {digest}".rstrip())
    version = package.version or "no version"
    return f"{version} ({', '.join(marks)})" if marks else version


def _packages(before: Environment, after: Environment) -> Iterator[PackageChange]:
    old, new = _by_name(before), _by_name(after)
    for key in old.keys() | new.keys():
        then, now = old.get(key), new.get(key)
        if then is None or now is None:
            yield PackageChange(
                name=key[0],
                kind="removed" if now is None else "added",
                before=None if then is None else version_text(then),
                after=None if now is None else version_text(now),
                is_direct=any(one is not None and one.is_direct for one in (then, now)),
            )
        elif (texts := _texts(then, now)) is not None:
            yield PackageChange(
                name=key[0],
                kind="changed",
                before=texts[0],
                after=texts[1],
                is_direct=then.is_direct or now.is_direct,
            )


def _by_name(environment: Environment) -> dict[tuple[str, bool], Package]:
    return {(one.name, one.is_python): one for one in environment.packages}


def _texts(then: Package, now: Package) -> tuple[str, str] | None:
    """Return both versions for people; None when the packages are the same."""
    if not _differ(then, now):
        return None
    texts = version_text(then), version_text(now)
    if texts[0] != texts[1]:
        return texts
    if then.source in {"vcs", "archive"} and then.origin != now.origin:
        return f"{texts[0]} from {then.origin}", f"{texts[1]} from {now.origin}"
    name = _unlike(then, now)
    files = (_hashes(one).get(name, "")[:_SHORT] for one in (then, now))
    first, second = (f"{text}, files {digest}" for text, digest in zip(texts, files, strict=True))
    return first, second


def _differ(then: Package, now: Package) -> bool:
    if (then.version, then.source, then.is_editable) != (now.version, now.source, now.is_editable):
        return True
    if then.source in {"vcs", "archive"} and then.origin != now.origin:
        return True
    known = ((then.commit, now.commit), (then.is_dirty, now.is_dirty))
    if any(None not in pair and pair[0] != pair[1] for pair in known):
        return True
    return bool(_unlike(then, now))


def _unlike(then: Package, now: Package) -> str:
    """Return the name of the first kind of hash that both know and that differs."""
    old, new = _hashes(then), _hashes(now)
    # The same release may be had as several archives; the code in them decides where it is known.
    names = [FILES_DIGEST] if FILES_DIGEST in old and FILES_DIGEST in new else []
    names = [*names, CHANGES_DIGEST] if names else sorted(old.keys() & new.keys())
    return next((name for name in names if old.get(name) != new.get(name)), "")


def _hashes(package: Package) -> dict[str, str]:
    pairs = (one.partition(":") for one in package.hashes)
    return {name: value for name, _, value in pairs}


def _facts(
    before: tuple[Fact, ...], after: tuple[Fact, ...], *, is_whole: bool
) -> Iterator[FactChange]:
    """Yield the pairs that differ; those that one side does not have only if all are told."""
    old = {one.name: one.value for one in before}
    new = {one.name: one.value for one in after}
    names = old.keys() | new.keys() if is_whole else old.keys() & new.keys()
    for name in sorted(names):
        yield from _change(name, old.get(name), new.get(name))


def _change(name: str, before: str | None, after: str | None) -> Iterator[FactChange]:
    if before != after:
        yield FactChange(name=name, before=before, after=after)
