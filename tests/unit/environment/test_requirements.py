from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement as Standard

from jupyter_mm.domain.environment import Package
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.environment.requirements import Plan, plan
from jupyter_mm.errors import InvalidError
from tests.unit.environment.making import lock_of, project, repository, run, uv_install, wheel
from tests.unit.environment.test_difference import environment, package

COMMIT = "4f1d2c3" + "0" * 33


def planned(one: Package, *, is_there: bool = False) -> Plan:
    return plan(environment(one), lambda _: is_there)


def text_of(found: Plan) -> str:
    (requirement,) = found.requirements
    assert Standard(requirement.text).name == requirement.name
    return requirement.text


def why(found: Plan) -> str:
    assert found.requirements == ()
    (unmatched,) = found.unmatched
    return unmatched.why


def test_releases_are_asked_for_by_version_and_need_no_consent() -> None:
    found = plan(environment(package("a", "1.0"), package("torch", "2.13.0+cpu")))
    assert [one.text for one in found.requirements] == ["a==1.0", "torch==2.13.0+cpu"]
    assert (found.python, found.consent, found.unmatched) == ("3.11.7", (), ())


def test_another_index_needs_consent_and_is_never_an_option() -> None:
    found = planned(package(origin="https://packages.example.org/simple"))
    assert text_of(found) == "a==1.0"
    assert found.consent == (
        "a was locked to the package index https://packages.example.org/simple.",
    )


def test_a_repository_is_asked_for_by_its_commit_and_needs_consent() -> None:
    one = package(source="vcs", origin="https://h/r.git", commit=COMMIT, subdirectory="sub")
    found = planned(one)
    assert text_of(found) == f"a @ git+https://h/r.git@{COMMIT}#subdirectory=sub"
    assert found.consent == (
        "a is built from https://h/r.git at 4f1d2c3, which may run code for that.",
    )


def test_a_url_is_asked_for_with_its_hash_and_needs_consent() -> None:
    digest = "a" * 64
    one = package(source="archive", origin="https://h/a-1.0.whl", hashes=(f"sha256:{digest}",))
    found = planned(one)
    assert text_of(found) == f"a @ https://h/a-1.0.whl#sha256={digest}"
    assert len(found.consent) == 1
    gone = planned(package(source="archive", origin="file:///srv/a-1.0.whl"))
    assert why(gone) == "the file file:///srv/a-1.0.whl is not there"


def test_an_editable_source_is_taken_by_commit_from_its_own_repository() -> None:
    one = package(
        source="directory", origin="/srv/r/below", is_editable=True, commit=COMMIT,
        is_dirty=True, subdirectory="below", repository="https://h/r.git",
    )  # fmt: skip
    here, elsewhere = planned(one, is_there=True), planned(one)
    assert text_of(here) == f"a @ git+file:///srv/r@{COMMIT}#subdirectory=below"
    assert text_of(elsewhere) == f"a @ git+https://h/r.git@{COMMIT}#subdirectory=below"
    assert here.requirements[0].note == (
        "editable source: installed from the commit 4f1d2c3 instead, "
        "without the changes that were not committed"
    )
    assert len(here.consent) == len(elsewhere.consent) == 1
    assert "not known" in why(planned(replace(one, repository=None)))


def test_a_folder_without_version_control_is_taken_as_it_is() -> None:
    one = package(source="directory", origin="/srv/thing", is_editable=True)
    found = planned(one, is_there=True)
    assert text_of(found) == "a @ file:///srv/thing"
    assert found.requirements[0].note is not None
    assert len(found.consent) == 1
    assert why(planned(one)) == "the folder /srv/thing is not there"
    odd = planned(replace(one, origin="/srv/a b$c\n"), is_there=True)
    assert text_of(odd) == "a @ file:///srv/a%20b%24c%0A"


def test_packages_of_conda_are_taken_from_the_index_where_they_are_pythons() -> None:
    found = plan(
        environment(
            package("numpy", source="conda"),
            package("_libgcc_mutex", source="conda", is_python=False),
            package("python", source="conda", is_python=False),
        )
    )
    assert [one.text for one in found.requirements] == ["numpy==1.0"]
    assert found.requirements[0].note is not None
    assert [one.name for one in found.unmatched] == ["_libgcc_mutex"]


@pytest.mark.parametrize(
    "told",
    [
        {"version": None},
        {"version": "2004d"},
        {"version": "1.0 --index-url=https://evil"},
        {"name": "--index-url"},
        {"name": "-r evil.txt"},
        {"source": "archive", "origin": "https://h/a.whl --pre"},
        {"source": "archive", "origin": "${HOME}/a.whl"},
        {"source": "archive", "origin": None},
        {"source": "vcs", "origin": "https://h/r.git", "commit": "--upload-pack=evil"},
        {"source": "vcs", "origin": "https://h/r.git", "commit": None},
        {"source": "vcs", "origin": "ext::sh -c evil", "commit": COMMIT},
        {"source": "vcs", "origin": "https://h/r@evil", "commit": COMMIT},
        {"source": "vcs", "origin": "https://h/r", "commit": COMMIT, "subdirectory": "../up"},
        {"source": "directory", "origin": "relative"},
        {"source": "directory", "origin": None},
    ],
)
def test_what_cannot_be_a_requirement_is_said(told: dict[str, Any]) -> None:
    assert why(planned(package(**told), is_there=told.get("origin") not in {"relative", None}))


_ANY = st.text(max_size=30) | st.sampled_from(
    ["-e .", "--index-url=x", "$HOME", "a b", "https://h/x", "file:///x", "git@h:x", "/srv/x"]
)


@given(
    name=_ANY,
    version=_ANY | st.none(),
    source=st.sampled_from(["index", "vcs", "directory", "archive", "conda"]),
    origin=_ANY | st.none(),
    commit=_ANY | st.just(COMMIT) | st.none(),
    subdirectory=_ANY | st.none(),
    repository=_ANY | st.none(),
)
def test_whatever_a_lock_says_requirements_are_words_and_no_options(**told: Any) -> None:
    found = plan(environment(Package(**told)), lambda _: True)
    for one in found.requirements:
        assert not one.text.startswith("-")
        assert not set(one.text) & set("$\n\r\0'\"`;|&<>\\")
        assert len(one.text.split()) in {1, 3}
        assert Standard(one.text).name == one.name
    assert len(found.requirements) + len(found.unmatched) == 1


def test_a_plan_installs_what_was_locked(tmp_path: Path) -> None:
    source = project(tmp_path / "source")
    repository(source)
    site = tmp_path / "site"
    uv_install(site, wheel(tmp_path, "other", "1.0"))
    uv_install(site, "--no-build-isolation", "-e", source)
    locked = read_lock(lock_of(site))
    (source / "probe" / "__init__.py").write_text("answer = 2\n")
    words = [one.text for one in plan(locked).requirements]
    uv_install(tmp_path / "again", *words)
    assert (tmp_path / "again" / "probe" / "__init__.py").read_text() == "answer = 1\n"
    built = read_lock(lock_of(tmp_path / "again"))
    assert {one.name: one.commit for one in built.packages} == {
        "other": None,
        "probe": run("git", "-C", source, "rev-parse", "HEAD").strip(),
    }


@pytest.mark.parametrize("python", ["/opt/evil", "evil", "cpython@/x", "", "3", "3.11.7 x", "-3"])
def test_an_interpreter_is_asked_for_by_its_version_alone(python: str) -> None:
    with pytest.raises(InvalidError, match="no version"):
        plan(replace(environment(package("a", "1.0")), python=python))


@pytest.mark.parametrize("python", ["3.11.7", "3.13", "3.15.0a1", "3.14.0rc2"])
def test_versions_of_the_interpreter_are_taken_as_they_are(python: str) -> None:
    assert plan(replace(environment(package("a", "1.0")), python=python)).python == python
