from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.domain.environment import Fact
from jupyter_mm.environment.difference import compare
from jupyter_mm.environment.export import export
from jupyter_mm.environment.reading import LIMIT_BYTES, read_lock
from jupyter_mm.environment.requirements import plan
from jupyter_mm.errors import InvalidError

HEAD = 'lock-version = "1.0"\ncreated-by = "x"\n'
OLD = """lock-version = "1.0"
created-by = "jupyter-mm"
requires-python = "==3.11.7"

[[packages]]
name = "from-dir"
version = "1.0"
directory = {path = "/srv/thing", editable = true}

[[packages]]
name = "from-git"
version = "1.0"
vcs = {type = "git", url = "https://example.org/r.git", commit-id = "ab12"}

[[packages]]
name = "numpy"
version = "2.1.0"
wheels = [{path = "numpy-2.1.0-cp311-cp311-linux.whl", hashes = {installed-files-blake3 = "ff"}}]

[[packages]]
name = "zone"
version = "2004d"
sdist = {path = "zone-2004d.tar.gz", hashes = {installed-files-blake3 = "ff"}}

[tool.jupyter-mm]
python = "3.11.7 (main, May  9 2026)"
implementation = "CPython"
platform = "Linux-6.1"
"""
ANOTHER_TOOLS = """lock-version = "1.0"
created-by = "another tool"
requires-python = ">=3.9"

[[packages]]
name = "attrs"
version = "25.1.0"
index = "https://me:pw@packages.example.org/simple"
wheels = [
    {url = "https://packages.example.org/attrs-25.1.0-py3-none-any.whl", hashes = {sha256 = "aa"}},
    {url = "https://packages.example.org/attrs-25.1.0-py2-none-any.whl", hashes = {sha256 = "bb"}},
]
"""


def test_locks_of_the_first_version_are_read() -> None:
    environment = read_lock(OLD)
    packages = {one.name: one for one in environment.packages}
    assert environment.python == "3.11.7"
    assert environment.facts == (
        Fact(name="implementation", value="CPython"),
        Fact(name="platform", value="Linux-6.1"),
        Fact(name="python build", value="3.11.7 (main, May  9 2026)"),
    )
    assert packages["from-dir"].is_editable
    assert packages["from-git"].commit == "ab12"
    assert packages["numpy"].hashes == ("installed-files-blake3:ff",)
    assert packages["zone"].version == "2004d"


def test_another_tools_lock_is_read_as_far_as_it_says_what_was_installed() -> None:
    (package,) = read_lock(ANOTHER_TOOLS).packages
    assert (package.name, package.version, package.source) == ("attrs", "25.1.0", "index")
    assert package.origin == "https://packages.example.org/simple"
    assert package.hashes == ()


def test_bytes_and_text_are_read_alike() -> None:
    assert read_lock(OLD.encode()) == read_lock(OLD)


@pytest.mark.parametrize(
    "lock",
    [
        b"",
        b"\xff\xfe",
        b"not toml",
        "x = " + "[" * 100_000,
        'lock-version = "1.0"\n',
        HEAD + "packages = 3\n",
        HEAD + "packages = [3]\n",
        HEAD + '[[packages]]\nversion = "1.0"\n',
        HEAD + '[[packages]]\nname = "a"\nversion = "1.0"\n',
        HEAD + '[[packages]]\nname = "--index-url"\nversion = "1.0"\n'
        'archive = {path = "a", hashes = {a = "b"}}\n',
        HEAD + '[[packages]]\nname = "a"\nversion = "1 --pre"\nsdist = {path = "a-1.tar.gz", '
        'hashes = {a = "b"}}\n',
        OLD.replace('"zone"', '"-r evil.txt"'),
        OLD.replace("[[packages]]", "[[packets]]"),
    ],
)
def test_what_is_no_lock_is_refused_in_words(lock: str | bytes) -> None:
    with pytest.raises(InvalidError, match="lock cannot be read"):
        read_lock(lock)


def test_a_lock_of_a_newer_standard_is_refused_in_words() -> None:
    with pytest.raises(InvalidError, match="version that is not known") as error:
        read_lock('lock-version = "2.0"\ncreated-by = "x"\npackages = []\n')
    assert error.value.hint == "Upgrade jupyter_mm."


@pytest.mark.parametrize("version", ["3", '"2"', "true"])
def test_a_lock_of_a_newer_jupyter_mm_is_refused_in_words(version: str) -> None:
    tool = f"packages = []\n[tool.jupyter-mm]\nversion = {version}\n"
    with pytest.raises(InvalidError, match="newer jupyter_mm"):
        read_lock(HEAD + tool)


def test_a_lock_of_no_bounded_size_is_refused() -> None:
    with pytest.raises(InvalidError, match="too large"):
        read_lock(b" " * (LIMIT_BYTES + 1))


def test_facts_of_another_kind_are_passed_over() -> None:
    tool = '[tool.jupyter-mm]\nversion = 2\nconda = [3, {name = ""}]\n'
    told = '[tool.jupyter-mm.facts]\ncpu = "A"\nodd = 3\n[tool.jupyter-mm.variables]\nTZ = "UTC"\n'
    environment = read_lock(HEAD + "packages = []\n" + tool + told)
    assert environment.facts == (Fact(name="cpu", value="A"),)
    assert environment.variables == (Fact(name="TZ", value="UTC"),)
    assert environment.packages == ()


_WHOLE = (OLD, ANOTHER_TOOLS, HEAD + "packages = []\n[tool.jupyter-mm]\nversion = 2\n")
_TOKENS = re.compile(r'"[^"\n]*"|\d+|true|\w[\w-]*|\S')
_OTHERS = ("3", '"x"', "true", "[]", "{}", "[3]", "[{}]", "{x = {}}", "nan", "1979-05-27", "")


@given(st.data())
def test_whatever_is_wrong_with_a_lock_is_said_in_words(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(_WHOLE))
    for _ in range(data.draw(st.integers(1, 3))):
        token = data.draw(st.sampled_from(list(_TOKENS.finditer(text))))
        text = text[: token.start()] + data.draw(st.sampled_from(_OTHERS)) + text[token.end() :]
    try:
        found = read_lock(text)
    except InvalidError:
        return
    assert compare(found, found).packages == ()
    assert export(found, "conda")
    with suppress(InvalidError):
        assert len(plan(found).requirements) <= len(found.packages)
