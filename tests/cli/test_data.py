"""`jupyter mm data`: what people read, what scripts read, and what cannot be."""

import json
from pathlib import Path

import pytest

from jupyter_mm.core import Core
from jupyter_mm.data.keeping import keep
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.data import DataRef
from tests.cli.calling import call
from tests.unit.core.using import ran, used


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "churn.csv"
    path.write_text("name,age\nann,30\nbob,40\n")
    return path


def test_data_is_listed(core: Core, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No data was used" in call(capsys, "data", "list")[1]
    ref = used(core, table, label="split train")
    first = ran(core, "e1", ref, source="df = read()")
    ran(core, "e2", used(core, table, "w"), source="write(df)")
    code, out, err = call(capsys, "data", "list")
    assert (code, err) == (0, "")
    writing, reading = out.splitlines()
    assert f"w  {table}  " in writing
    assert f"r  {table}  23 B  {str(ref.digest)[:10]}  split train  ← " in reading
    assert call(capsys, "data", "list", first, "-q")[1].split() == [str(table)]
    assert len(call(capsys, "data", "list", "-n", "1")[1].splitlines()) == 2
    page = json.loads(call(capsys, "data", "list", "--json", "--notebook", "example.ipynb")[1])
    assert page["total"] == 2
    assert page["items"][1]["ref"]["digest"] == ref.digest
    assert page["items"][1]["now"] == "same"


def test_who_used_a_file_is_found_from_where_one_stands(
    core: Core, table: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.parent)
    ran(core, "e1", used(core, table), source="df = read()")
    ran(core, "e2", used(core, table), source="again = read()")
    newest, oldest = call(capsys, "data", "used-by", "churn.csv")[1].splitlines()
    assert "← again" in newest
    assert "← df" in oldest
    assert len(call(capsys, "data", "used-by", "./x/../churn.csv", "-q")[1].split()) == 2
    assert "No data was used" in call(capsys, "data", "used-by", "never.csv")[1]


def test_a_uri_is_taken_as_it_is(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    uri = "https://example.org/a.csv?x=1"
    ref = DataRef(path=uri, mode="r", size_bytes=None, mtime_ns=None, digest=None, version="v7")
    ran(core, "e1", ref)
    line = call(capsys, "data", "used-by", uri)[1]
    assert f"r  {uri}  v7  ?" in line


def test_data_is_verified(core: Core, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(core, "e1", used(core, table))
    code, out, _ = call(capsys, "data", "verify")
    assert (code, out.splitlines()[0]) == (0, f"✓ {table}")
    assert call(capsys, "data", "verify", "-q")[1] == ""
    table.write_text("name,age\nann,30\nbob,41\n")
    code, out, _ = call(capsys, "data", "verify", "now")
    assert code == 1
    assert out.splitlines()[0] == f"✗ {table}  changed: the same size, another content"
    assert out.splitlines()[1] == "1 looked at, 1 not as recorded"
    table.unlink()
    code, out, _ = call(capsys, "data", "verify", "--json")
    assert (code, json.loads(out)["checks"][0]["kind"]) == (1, "gone")


def test_the_data_of_two_states_is_compared(
    core: Core, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ran(core, "e1", used(core, table))
    call(capsys, "data", "profile", str(table))
    with table.open("a") as file:
        file.write("cid,\n")
    call(capsys, "data", "profile", str(table))
    ran(core, "e2", used(core, table), parent=first)
    lines = call(capsys, "data", "diff", first)[1].splitlines()
    assert lines[:2] == [f"~ {table}", "    +1 row"]
    assert lines[-1] == "1 differ, 0 are the same"
    found = json.loads(call(capsys, "data", "diff", first, "now", "--json")[1])
    assert found["changes"][0]["kind"] == "changed"


def test_a_table_is_profiled(core: Core, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "data", "profile", str(table))
    assert code == 0
    head, name, age = out.splitlines()
    assert head == "2 rows, 2 columns"
    assert name.startswith("  name: text")
    assert age.startswith("  age: integer")
    digest = str(used(core, table).digest)
    by_digest = json.loads(call(capsys, "data", "profile", digest, "--json")[1])
    assert by_digest["rows"] == 2
    for given in ("never.csv", "0" * 64, str(table.parent)):
        code, out, err = call(capsys, "data", "profile", given)
        assert (code, out) == (3, "")
        assert "profile" in err.lower() or "is gone" in err or "is a folder" in err


def test_a_lost_file_is_restored(
    core: Core, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = used(core, table)
    assert ref.digest is not None
    content = keep(core.blobs, str(table), ref.digest, secrets=SecretFinder({}))  # type: ignore[arg-type]  # a Digest
    ran(core, "e1", used(core, table, kept=content))
    before = table.read_bytes()
    table.write_text("another")
    code, out, err = call(capsys, "data", "restore", str(table))
    assert (code, out) == (4, "")
    assert "another content" in err
    beside = table.with_name("beside.csv")
    assert call(capsys, "data", "restore", str(table), "--to", str(beside))[0] == 0
    assert beside.read_bytes() == before
    code, out, _ = call(capsys, "data", "restore", str(table), "--ref", "now", "--overwrite")
    assert code == 0
    assert str(ref.digest) in out
    assert table.read_bytes() == before
    assert call(capsys, "data", "restore", str(beside))[0] == 3


def test_dvc_is_asked_and_told(core: Core, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "data", "dvc", str(table))
    assert code == 3
    assert "DVC recorded nothing" in err
    code, out, _ = call(capsys, "data", "dvc", str(table), "--write")
    assert code == 0
    assert out.startswith(f"✓ {table}")
    assert table.with_name("churn.csv.dvc").is_file()
    table.write_text("another")
    told = json.loads(call(capsys, "data", "dvc", str(table), "--json")[1])
    assert told["is_same"] is False
    assert told["recorded"] != told["now"]
    table.unlink()
    code, out, _ = call(capsys, "data", "dvc", str(table))
    assert code == 1
    assert "not readable" in out


def test_names_cannot_steer_the_terminal(
    core: Core, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[2J.csv"
    path.write_text("a\n1\n")
    first = ran(core, "e1", used(core, path))
    path.write_text("a\n2\n")
    ran(core, "e2", used(core, path))
    for command in (("list",), ("verify",), ("diff", first), ("used-by", str(path))):
        out = call(capsys, "data", *command)[1]
        assert ".csv" in out
        assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("data",), 2),
        (("data", "burn"), 2),
        (("data", "used-by"), 2),
        (("data", "list", "-n", "0"), 2),
        (("data", "list", "nowhere"), 3),
        (("data", "verify", "nowhere"), 3),
        (("data", "diff", "now", "nowhere"), 3),
        (("data", "verify", "now", "--notebook", "other.ipynb"), 3),
    ],
)
def test_wrong_usage_has_its_code(
    core: Core, arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(core, "e1")
    found, out, err = call(capsys, *arguments)
    assert (found, out) == (code, "")
    assert len(err.splitlines()) == 2
