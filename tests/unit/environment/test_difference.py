from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import Environment, Fact, FactChange, Package, PackageChange
from jupyter_mm.environment.difference import compare, version_text
from jupyter_mm.environment.reading import read_lock
from tests.unit.environment.making import lock_of, release, wheel
from tests.unit.environment.test_reading import OLD


def package(name: str = "a", version: str | None = "1.0", **told: Any) -> Package:
    return Package(**{"name": name, "version": version, "source": "index", **told})


def environment(*packages: Package, python: str = "3.11.7", **told: Any) -> Environment:
    return Environment(**{"python": python, "packages": packages, "facts": (), "variables": (),
                          **told})  # fmt: skip


def changed(before: Package, after: Package) -> tuple[str | None, str | None] | None:
    found = compare(environment(before), environment(after)).packages
    return (found[0].before, found[0].after) if found else None


def test_direct_packages_come_first() -> None:
    before = environment(package("b", "1"), package("c", "1"), package("gone"))
    after = environment(package("a"), package("b", "2"), package("c", "2", is_direct=True))
    found = compare(before, after)
    assert found.packages == (
        PackageChange(name="c", kind="changed", before="1", after="2", is_direct=True),
        PackageChange(name="a", kind="added", before=None, after="1.0", is_direct=False),
        PackageChange(name="b", kind="changed", before="1", after="2", is_direct=False),
        PackageChange(name="gone", kind="removed", before="1.0", after=None, is_direct=False),
    )


def test_the_digests_of_the_locks_are_passed_on() -> None:
    one, two = Digest("0" * 64), Digest("1" * 64)
    found = compare(environment(), environment(), before_digest=one, after_digest=two)
    assert (found.before, found.after) == (one, two)


def test_equal_versions_are_told_apart() -> None:
    source: dict[str, Any] = {"source": "directory", "origin": "/a", "is_editable": True}
    clean = package(**source, commit="4f1d2c3aaaa", is_dirty=False)
    dirty = package(
        **source, commit="4f1d2c3aaaa", is_dirty=True, hashes=("uncommitted-blake3:8c21abcdef",)
    )
    other = package(
        **source, commit="4f1d2c3aaaa", is_dirty=True, hashes=("uncommitted-blake3:99",)
    )
    assert changed(clean, dirty) == (
        "1.0 (editable, 4f1d2c3)",
        "1.0 (editable, 4f1d2c3, changed 8c21abc)",
    )
    assert changed(dirty, other) == (
        "1.0 (editable, 4f1d2c3, changed 8c21abc)",
        "1.0 (editable, 4f1d2c3, changed 99)",
    )
    assert changed(package(), package(source="conda")) == ("1.0", "1.0 (conda)")
    assert changed(package(), package(source="archive", origin="https://h/a.whl")) == (
        "1.0",
        "1.0 (from a URL)",
    )


def test_other_files_of_one_version_are_told_apart() -> None:
    one, two = (package(hashes=(f"wheel-files-blake3:{name * 9}",)) for name in "ab")
    assert changed(one, two) == ("1.0, files aaaaaaa", "1.0, files bbbbbbb")


def test_the_same_code_from_another_archive_is_the_same() -> None:
    one = package(hashes=("sha256:aa", "wheel-files-blake3:cc"))
    two = package(hashes=("sha256:bb", "wheel-files-blake3:cc"))
    assert changed(one, two) is None
    assert changed(package(hashes=("sha256:aa",)), package(hashes=("sha256:bb",))) is not None


def test_another_address_is_a_difference() -> None:
    one, two = (package(source="archive", origin=f"https://{name}/a.whl") for name in "ab")
    assert changed(one, two) == (
        "1.0 (from a URL) from https://a/a.whl",
        "1.0 (from a URL) from https://b/a.whl",
    )


def test_what_only_one_side_knows_is_no_difference() -> None:
    source: dict[str, Any] = {"source": "directory", "is_editable": True}
    old = package(**source, origin="/here")
    new = package(**source, origin="/there", commit="4f1d", is_dirty=False)
    assert changed(old, new) is None
    assert changed(package(), package(hashes=("sha256:aa",))) is None


def test_facts_are_compared_where_both_sides_know_them() -> None:
    before = environment(facts=(Fact(name="cpu", value="A"), Fact(name="gpu", value="x")))
    after = environment(facts=(Fact(name="cpu", value="B"),), python="3.12.1")
    assert compare(before, after).facts == (
        FactChange(name="python", before="3.11.7", after="3.12.1"),
        FactChange(name="cpu", before="A", after="B"),
    )


def test_a_variable_that_is_set_on_one_side_is_a_difference() -> None:
    after = environment(variables=(Fact(name="TZ", value="UTC"),))
    assert compare(environment(), after).facts == (FactChange(name="TZ", before=None, after="UTC"),)


def test_an_old_lock_differs_from_itself_in_nothing() -> None:
    assert compare(read_lock(OLD), read_lock(OLD)) == compare(environment(), environment())


def test_a_package_of_conda_and_one_of_python_may_share_a_name() -> None:
    both = environment(package("zlib", "1.3", source="conda", is_python=False), package("zlib"))
    assert [one.kind for one in compare(both, environment(package("zlib"))).packages] == ["removed"]


def test_a_version_that_is_not_known_is_said() -> None:
    assert version_text(package(version=None)) == "no version"


def test_installing_another_version_is_one_difference(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in ("probe", "other"):
        release(site, wheel(tmp_path, name, "1.0"))
    before = read_lock(lock_of(site))
    release(site, wheel(tmp_path, "probe", "2.0"))
    found = compare(before, read_lock(lock_of(site)))
    assert [(one.name, one.before, one.after) for one in found.packages] == [
        ("probe", "1.0", "2.0")
    ]
    assert found.facts == ()
