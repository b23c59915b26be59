"""Locks that cannot be had as they are, that ask for more than they may, and machines without."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.errors import (
    CannotBuildError,
    InvalidError,
    NeedsConsentError,
)
from tests.reproduce.locks import HERE, SIX, Builder, environments, lock, version_in, wheel

pytestmark = pytest.mark.timeout(900)


def test_a_version_that_is_not_to_be_had_needs_consent(builder: Builder, core: Core) -> None:
    missing = lock(wheel("six", "99.0"), wheel("toolz", "98.0"))
    with pytest.raises(NeedsConsentError) as refused:
        builder(missing)
    assert sorted(refused.value.needs) == [
        "six 99.0 cannot be had: another version of it would be taken.",
        "toolz 98.0 cannot be had: another version of it would be taken.",
    ]
    assert environments(core) == []
    built = builder(missing, consent=True)
    found = {one.name: one for one in built.unmatched}
    assert found["six"].wanted == "99.0"
    assert found["six"].got == version_in(built.python, "six")
    assert found["six"].why == "version 99.0 could not be had for this machine"


def test_another_build_of_the_same_version_is_taken_and_told(builder: Builder) -> None:
    built = builder(lock(wheel("six", "1.16.0+here")))
    found = {one.name: one for one in built.unmatched}["six"]
    assert (found.wanted, found.got) == ("1.16.0+here", "1.16.0")
    assert found.why == "the build here could not be had"


def test_sources_of_their_own_need_consent(builder: Builder, core: Core, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    source = tmp_path / "probe"
    source.mkdir()
    (source / "setup.py").write_text(f"open({str(touched)!r}, 'w')\n")
    editable = f'name = "probe"\nversion = "1"\ndirectory = {{path = "{source}", editable = true}}'
    origin = f'type = "git", url = "https://h.invalid/o", commit-id = "{"a" * 40}"'
    vcs = f'name = "other"\nvcs = {{{origin}}}'
    with pytest.raises(NeedsConsentError) as refused:
        builder(lock(editable, vcs))
    assert len(refused.value.needs) == 2
    assert environments(core) == []
    assert not touched.exists()


def test_what_came_from_a_source_is_never_replaced_from_an_index(builder: Builder) -> None:
    source = f'{{type = "git", url = "file:///nowhere/toolz", commit-id = "{"a" * 40}"}}'
    built = builder(lock(f'name = "toolz"\nversion = "1.0.0"\nvcs = {source}'), consent=True)
    found = {one.name: one for one in built.unmatched}["toolz"]
    assert (found.got, found.why) == (None, "it could not be had, and nothing stands in for it")


@pytest.mark.parametrize(
    "text",
    [
        "not a lock",
        lock('name = "--index-url=https://h.invalid"\nversion = "1"'),
        lock('name = "six"\nversion = "1.16.0 --index-url https://h.invalid"'),
        lock(wheel("six", "1.16.0")).replace('"1.0"', '"9.0"'),
    ],
    ids=["no TOML", "option as name", "option in version", "unknown version"],
)
def test_a_lock_that_cannot_be_trusted_is_refused(builder: Builder, core: Core, text: str) -> None:
    with pytest.raises((InvalidError, CannotBuildError, NeedsConsentError)):
        builder(text)
    assert environments(core) == []


def test_without_a_lock_there_is_nothing_to_build(builder: Builder) -> None:
    with pytest.raises(CannotBuildError, match="No environment was kept"):
        builder(None)


def test_without_uv_the_next_step_is_told(
    builder: Builder, monkeypatch: Any, tmp_path: Path
) -> None:
    builder.variables["PATH"] = str(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "uv", None)
    with pytest.raises(CannotBuildError) as refused:
        builder(SIX)
    assert (refused.value.message, refused.value.hint) == (
        "uv is not installed; it builds environments.",
        "pip install uv",
    )


def test_without_a_network_that_is_said(builder: Builder, core: Core, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    builder.variables |= {
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_DEFAULT_INDEX": f"{nowhere}/simple",
        "UV_HTTP_RETRIES": "0",
    }
    with pytest.raises(CannotBuildError, match="cannot be downloaded"):
        builder(SIX)
    assert environments(core) == []


def test_a_python_that_is_nowhere_is_said(builder: Builder, core: Core) -> None:
    builder.variables["UV_PYTHON_DOWNLOADS"] = "never"
    with pytest.raises(CannotBuildError, match=r"There is no Python 3\.99\.1"):
        builder(lock(wheel("six", "1.16.0"), python="3.99.1"))
    assert environments(core) == []


@pytest.mark.parametrize("asked", ["{evil}", "cpython@3.11", "3.11 --index-url x", "pypy", "3"])
def test_a_python_that_is_no_version_is_never_run(
    builder: Builder, core: Core, tmp_path: Path, asked: str
) -> None:
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/touched\n")
    evil.chmod(0o755)
    python = asked.format(evil=evil)
    builder.variables["UV_PYTHON_DOWNLOADS"] = "never"
    told = lock(wheel("six", "1.16.0")) + f'\n[tool.jupyter-mm]\npython = "{python}"\n'
    alone = told.replace(f'requires-python = "=={HERE}"\n', "")
    for text in (told, alone, lock(wheel("six", "1.16.0"), python=python)):
        with suppress(CannotBuildError, InvalidError):
            builder(text)
        assert not (tmp_path / "touched").exists()
