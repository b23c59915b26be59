"""`jupyter mm env`: what people read, what scripts read, and what cannot be."""

import json
import tomllib
from pathlib import Path

import pytest

from jupyter_mm.core import Core
from jupyter_mm.domain.digest import Digest
from tests.cli.calling import call
from tests.unit.core.using import lock_with, ran


@pytest.fixture
def locks(tmp_path: Path) -> tuple[str, str]:
    return (
        lock_with(tmp_path / "a", numpy="1.26.4", probe="1.0"),
        lock_with(tmp_path / "b", numpy="2.1.0", probe="1.0"),
    )


@pytest.fixture
def two(core: Core, locks: tuple[str, str]) -> tuple[Digest, Digest]:
    first = ran(core, "e1", environment=locks[0], tags=("old",))
    return first, ran(core, "e2", environment=locks[1], parent=first)


def test_an_environment_is_shown(
    two: tuple[Digest, Digest], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys, "env", "show", "old")
    assert (code, err) == (0, "")
    assert f"checkpoint       {two[0][:10]}" in out
    assert "python           3.11.7" in out
    assert "platform         linux" in out
    assert "* numpy 1.26.4" in out
    code, out, _ = call(capsys, "env", "show", "-q")
    assert [line.split()[1:] for line in out.splitlines()] == [["numpy", "2.1.0"], ["probe", "1.0"]]
    shown = json.loads(call(capsys, "env", "show", "--json")[1])
    assert shown["checkpoint"] == two[1]
    assert shown["environment"]["packages"][0]["name"] == "numpy"


def test_two_environments_are_compared(
    two: tuple[Digest, Digest], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = call(capsys, "env", "diff", "old")
    assert (code, out) == (0, "~ numpy 1.26.4 → 2.1.0 *\n")
    assert call(capsys, "env", "diff", "old", "old")[1] == "The environments are the same.\n"
    assert call(capsys, "env", "diff", "old", "old", "-q")[1] == ""
    found = json.loads(call(capsys, "env", "diff", "--json", two[1], "old")[1])
    assert found["packages"][0]["after"] == "1.26.4"


def test_what_was_never_locked_cannot_be_compared(
    core: Core, two: tuple[Digest, Digest], capsys: pytest.CaptureFixture[str]
) -> None:
    ran(core, "e3", tags=("bare",))
    assert "no environment is kept" in call(capsys, "env", "diff", "bare", "old")[1]
    for command in (("show", "bare"), ("lock", "bare"), ("export", "bare", "uv")):
        code, out, err = call(capsys, "env", *command)
        assert (code, out) == (3, "")
        assert "No environment is kept" in err


def test_the_lock_is_printed_as_it_is_kept(
    core: Core,
    locks: tuple[str, str],
    two: tuple[Digest, Digest],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(capsys, "env", "lock", "old")[1] == locks[0]
    told = json.loads(call(capsys, "env", "lock", "old", "--json")[1])
    assert told == {"checkpoint": two[0], "lock": locks[0]}
    ran(core, "e3", environment="not toml [", tags=("broken",))
    assert call(capsys, "env", "lock", "broken")[1] == "not toml ["
    code, _, err = call(capsys, "env", "show", "broken")
    assert code == 2
    assert "cannot be read" in err


def test_an_environment_is_exported_in_three_forms(
    two: tuple[Digest, Digest], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "numpy==1.26.4" in call(capsys, "env", "export", "old")[1].splitlines()
    project = tomllib.loads(call(capsys, "env", "export", "old", "uv")[1])
    assert "numpy==1.26.4" in project["project"]["dependencies"]
    assert "numpy==1.26.4" in call(capsys, "env", "export", "old", "conda")[1]
    told = json.loads(call(capsys, "env", "export", "old", "pip", "--json")[1])
    assert told["form"] == "pip"
    code, _, err = call(capsys, "env", "export", "old", "npm")
    assert code == 2
    assert "npm" in err


def test_a_lock_cannot_steer_the_terminal(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    name = 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n'
    ran(core, "e1", environment=f'{name}[tool.jupyter-mm]\nversion = 2\n'
        '[tool.jupyter-mm.facts]\ncpu = "\\u001b[2J"\n')  # fmt: skip
    out = call(capsys, "env", "show")[1]
    assert "cpu" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("env",), 2),
        (("env", "burn"), 2),
        (("env", "diff"), 2),
        (("env", "show", "nowhere"), 3),
        (("env", "show", "now", "--notebook", "other.ipynb"), 3),
        (("env", "diff", "now", "x"), 2),
    ],
)
def test_wrong_usage_has_its_code(
    two: tuple[Digest, Digest],
    arguments: tuple[str, ...],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, out, err = call(capsys, *arguments)
    assert (found, out) == (code, "")
    assert len(err.splitlines()) == 2
