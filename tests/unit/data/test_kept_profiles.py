"""Profiles are made once, without keys, in bounds; what is open stays open."""

import gzip
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from jupyter_mm.data import profile as profile_module
from jupyter_mm.data import profile_child, tables
from jupyter_mm.data.children import lines_of
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.discretion import HIDDEN
from jupyter_mm.data.frames import frame_profile
from jupyter_mm.data.profile import find, profile_file
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.data.tables import suffix_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.profile import CommonValue
from tests.unit.data.profiling import FRAME, NO_SECRETS, profiled


def test_a_profile_is_made_once_and_kept(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("n\n1\n")
    made = profiled(home, path)
    monkeypatch.setattr(profile_module, "lines_of", None)
    digest = Digests(home).digest(path).digest
    assert profiled(home, path) == made is not None
    assert digest is not None
    assert find(home, digest) == made


def test_the_kept_profile_is_canonical_and_in_its_place(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("n\n1\n")
    made, digest = profiled(home, path), Digests(home).digest(path).digest
    assert digest is not None
    kept = home / "profiles" / digest[:2] / f"{digest}.json"
    assert kept.read_bytes() == canonical.dumps(made)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.parquet", b"PAR1 no table"),
        ("bad.xlsx", b"PK no sheet"),
        ("bad.jsonl", b"{not json"),
        ("list.jsonl", b"[1, 2]\n3\n"),
        ("bad.csv.gz", b"no gzip"),
    ],
)
def test_a_file_that_only_looks_like_a_table_is_tried_once(
    tmp_path: Path, home: Path, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(content)
    assert profiled(home, tmp_path / name) is None
    monkeypatch.setattr(profile_module, "lines_of", None)
    assert profiled(home, tmp_path / name) is None


@pytest.mark.parametrize("name", ["a.py", "a.pkl", "csv", "a.parquet.gz", "a.tar.gz"])
def test_other_files_have_no_profile(name: str) -> None:
    assert suffix_of(name) == ""


def test_a_file_above_the_limit_has_no_profile(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n")
    assert profiled(home, tmp_path / "a.csv", limit_bytes=3) is None
    assert profiled(home, tmp_path / "a.csv", limit_bytes=4) is not None


def test_a_file_that_has_changed_since_has_no_profile(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n")
    other = Digest("ab" * 32)
    assert profile_file(home, str(tmp_path / "a.csv"), other, secrets=NO_SECRETS) is None
    assert find(home, other) is None


def test_a_profile_that_is_cancelled_may_be_made_later(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n")
    assert profiled(home, tmp_path / "a.csv", cancelled=lambda: True) is None
    assert profiled(home, tmp_path / "a.csv") is not None


def test_a_damaged_or_newer_profile_is_none(tmp_path: Path, home: Path) -> None:
    digest = Digest("ab" * 32)
    place = home / "profiles" / "ab" / f"{digest}.json"
    place.parent.mkdir(parents=True)
    for content in (b"", b"{}", b"[1]", b'{"version":2}', b'{"version":1,"columns":[7]}', b"null"):
        place.write_bytes(content)
        assert find(home, digest) is None


def test_values_that_look_like_keys_are_left_out(tmp_path: Path, home: Path) -> None:
    token, value = "ghp_" + "a" * 36, "correct-horse-battery"
    lines = [f"{token},plan", *[f"{token},basic"] * 3, *[f"{value},basic"] * 2]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n")
    digest = Digests(home).digest(path).digest
    assert digest is not None
    secrets = SecretFinder({"API_TOKEN": value})
    found = profile_file(home, str(path), digest, secrets=secrets)
    assert found is not None
    assert [(one.name, one.common) for one in found.columns] == [
        (HIDDEN, ()),
        ("plan", (CommonValue(value="basic", count=5),)),
    ]
    kept = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    assert token.encode() not in kept
    assert value.encode() not in kept


@pytest.mark.parametrize(
    "value",
    [
        "eyJ" + "h" * 40 + ".eyJ" + "p" * 200 + "." + "s" * 40,
        "postgresql://user:s3cretpassw0rd@host/db",
        "DefaultEndpointsProtocol=https;AccountKey=abc",
        "ya29.a0AfB_byC123456789",
        "https://host/x?pwd=hunter2",
    ],
)
def test_passwords_are_left_out_however_long_the_value(
    tmp_path: Path, home: Path, value: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["where", *[value] * 3, *["https://host/x"] * 2]) + "\n")
    found = profiled(home, path)
    assert found is not None
    assert found.columns[0].common == (CommonValue(value="https://host/x", count=2),)
    (column,) = frame_profile(pd.DataFrame({"a": [value] * 3})).columns
    assert column.common == ()


def test_a_small_file_that_unpacks_to_a_line_without_end_is_no_table(
    tmp_path: Path, home: Path
) -> None:
    for name in ("a.csv.gz", "a.jsonl.gz"):
        with gzip.open(tmp_path / name, "wb", compresslevel=1) as file:
            for _ in range(40):
                file.write(b"x" * (1 << 20))
        assert profiled(home, tmp_path / name) is None


def test_a_child_may_not_take_all_memory(home: Path) -> None:
    code = (
        "import sys, resource; sys.path += sys.argv[1:]\n"
        "from jupyter_mm.data import profile_child\n"
        "profile_child.give_way = lambda: None\n"
        "profile_child.profile_table = lambda path: bytearray(3 << 30)\n"
        "profile_child.main()\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *filter(None, sys.path)],
        input=b"a.csv",
        capture_output=True,
        check=True,
    )
    assert found.stdout == b"null\n"


def test_the_notebooks_folder_cannot_stand_in_for_a_module(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("csv", "json", "openpyxl", "jupyter_mm"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('mine')")
    (tmp_path / "a.csv").write_text("n\n1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    assert profiled(home, tmp_path / "a.csv") is not None


def test_a_child_that_was_killed_leaves_the_question_open(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("n\n1\n")

    def killed(*_given, **_options):
        return lines_of("mm_killed", [], cancelled=lambda: False)

    (tmp_path / "mm_killed.py").write_text("import os\ndef main(): os.kill(os.getpid(), 9)\n")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(tmp_path)])
        patch.setattr(profile_module, "lines_of", killed)
        assert profiled(home, path) is None
    assert profiled(home, path) is not None


def test_a_profile_that_took_too_long_may_be_made_later(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("n\n1\n")
    with monkeypatch.context() as patch:
        patch.setattr(profile_module, "_TIME_LIMIT_S", -1.0)
        assert profiled(home, tmp_path / "a.csv") is None
    assert profiled(home, tmp_path / "a.csv") is not None


def test_a_missing_library_leaves_the_question_open(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str):
        raise ModuleNotFoundError(_name)

    FRAME.to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(tables, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        profile_child._answer(str(tmp_path / "a.parquet"))


def test_a_profile_needs_no_place_to_be_kept(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"a file")
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"n\n1\n"))
    assert profiled(tmp_path / "home", path) is not None
    assert {one.name for one in tmp_path.iterdir()} == {"home", "a.csv.gz"}
