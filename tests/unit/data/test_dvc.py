"""DVC's names for data. The texts below were written by DVC 3.67 itself, for these contents."""

import os
from pathlib import Path

import pytest
import yaml

from jupyter_mm.data.dvc import DvcOut, md5_of, read_dvc, recorded, write_dvc
from jupyter_mm.errors import ConflictError, InvalidError, NotFoundError

FILES = {
    "table.csv": b"x,y\r\n1,2\r\n",
    "set/a/b": b"1",
    "set/a.b": b"22",
    "set/a-b": b"333",
    "set/a/.hidden": b"",
    "set/año": b"\r\n",
}
OF_FILE = """\
outs:
- md5: ef4330228809c42919ada65a11393fd1
  size: 10
  hash: md5
  path: table.csv
"""
OF_FOLDER = """\
outs:
- md5: 94367f438dffc11d428f155a0417d5f1.dir
  size: 8
  nfiles: 5
  hash: md5
  path: set
"""
PIPELINE = """\
stages:
  copy:
    cmd: cp table.csv copy.csv
    deps: [table.csv]
    outs: [copy.csv]
  walk:
    wdir: sub
    cmd: ls ../set > list
    deps: [../set]
    outs: [list]
"""
LOCK = """\
schema: '2.0'
stages:
  copy:
    cmd: cp table.csv copy.csv
    deps:
    - path: table.csv
      hash: md5
      md5: ef4330228809c42919ada65a11393fd1
      size: 10
    outs:
    - path: copy.csv
      hash: md5
      md5: ef4330228809c42919ada65a11393fd1
      size: 10
  walk:
    cmd: ls ../set > list
    deps:
    - path: ../set
      hash: md5
      md5: 94367f438dffc11d428f155a0417d5f1.dir
      size: 8
      nfiles: 5
    outs:
    - path: list
      hash: md5
      md5: 41f0dbd7cf08f399dcdef337fa99cf34
      size: 15
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    (top / ".dvc").mkdir(parents=True)
    for name, content in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    return top


def test_a_file_is_called_as_dvc_calls_it(repository: Path) -> None:
    assert md5_of(repository / "table.csv") == "ef4330228809c42919ada65a11393fd1"


def test_a_folder_is_called_as_dvc_calls_it(repository: Path) -> None:
    assert md5_of(repository / "set") == "94367f438dffc11d428f155a0417d5f1.dir"


@pytest.mark.parametrize(("name", "text"), [("table.csv", OF_FILE), ("set", OF_FOLDER)])
def test_what_is_written_is_what_dvc_writes(repository: Path, name: str, text: str) -> None:
    place = write_dvc(repository / name)
    assert place == repository / f"{name}.dvc"
    assert place.read_text(encoding="utf-8") == text


def test_an_odd_name_is_quoted(repository: Path) -> None:
    name = 'it\'s: "odd" #1.csv'
    (repository / name).write_bytes(b"x")
    place = write_dvc(repository / name)
    assert place is not None
    assert yaml.safe_load(place.read_text())["outs"][0]["path"] == name
    found = recorded(repository / name)
    assert found is not None
    assert found.md5 == md5_of(repository / name)


def test_what_dvc_recorded_is_found_beside_the_data(repository: Path) -> None:
    (repository / "set.dvc").write_text(OF_FOLDER)
    assert recorded(repository / "set") == DvcOut(
        path=repository / "set",
        md5="94367f438dffc11d428f155a0417d5f1.dir",
        size_bytes=8,
        files=5,
        is_raw=True,
    )


def test_what_a_pipeline_recorded_is_found_from_below(repository: Path) -> None:
    (repository / "dvc.yaml").write_text(PIPELINE)
    (repository / "dvc.lock").write_text(LOCK)
    (repository / "sub").mkdir()
    names = {
        name: out.md5[:6] if (out := recorded(repository / name)) else None
        for name in ("table.csv", "copy.csv", "set", "sub/list", "list")
    }
    assert names == {
        "table.csv": "ef4330",
        "copy.csv": "ef4330",
        "set": "94367f",
        "sub/list": "41f0db",
        "list": None,
    }


def test_above_the_repository_nothing_is_looked_for(repository: Path) -> None:
    (repository.parent / "dvc.lock").write_text(LOCK.replace("table.csv", "repository/table.csv"))
    assert recorded(repository / "table.csv") is None


def test_files_of_dvc_2_are_read_and_told_apart(repository: Path) -> None:
    (repository / "table.csv.dvc").write_text("outs:\n- md5: abc\n  path: table.csv\n")
    found = recorded(repository / "table.csv")
    assert found is not None
    assert (found.md5, found.size_bytes, found.is_raw) == ("abc", None, False)


def test_a_working_folder_of_its_own_is_respected(repository: Path) -> None:
    text = "wdir: ..\nouts:\n- md5: abc\n  path: table.csv\n"
    (repository / "set" / "table.csv.dvc").write_text(text)
    assert [out.path for out in read_dvc(repository / "set" / "table.csv.dvc")] == [
        repository / "table.csv"
    ]


def test_remote_data_and_data_without_digest_are_passed_over(repository: Path) -> None:
    text = "deps:\n- path: s3://bucket/x\n  md5: abc\nouts:\n- path: table.csv\n"
    (repository / "x.dvc").write_text(text)
    assert read_dvc(repository / "x.dvc") == ()


@pytest.mark.parametrize(
    "text", ["", "- 1", "outs: 7", "outs: [{md5: a}]", "outs: [7]", "a: b: c", "\0", "stages: []"]
)
def test_a_bad_file_is_refused_and_passed_over(repository: Path, text: str) -> None:
    (repository / "table.csv.dvc").write_text(text)
    with pytest.raises(InvalidError, match=r"is no file of DVC's"):
        read_dvc(repository / "table.csv.dvc")
    assert recorded(repository / "table.csv") is None


def test_a_text_cannot_make_objects(repository: Path) -> None:
    (repository / "x.dvc").write_text("outs: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(InvalidError):
        read_dvc(repository / "x.dvc")


def test_a_file_that_is_not_there_says_so(repository: Path) -> None:
    with pytest.raises(NotFoundError):
        read_dvc(repository / "none.dvc")
    with pytest.raises(NotFoundError, match="cannot be read"):
        write_dvc(repository / "none")
    assert md5_of(repository / "none") is None


def test_what_is_no_file_has_no_name(repository: Path) -> None:
    os.mkfifo(repository / "pipe")
    assert md5_of(repository / "pipe") is None


def test_a_cancelled_reading_writes_nothing(repository: Path) -> None:
    assert write_dvc(repository / "table.csv", cancelled=lambda: True) is None
    assert not (repository / "table.csv.dvc").exists()


@pytest.mark.parametrize(
    "more",
    [
        "deps:\n- path: elsewhere\n  md5: abc\n",
        "frozen: true\n",
        "desc: what it is\n",
        "# why it is here\n",
        "md5: abc\n",
    ],
)
def test_a_file_that_says_more_is_not_replaced(repository: Path, more: str) -> None:
    place = repository / "table.csv.dvc"
    place.write_text(OF_FILE.replace("size: 10", "size: 9") + more)
    before = place.read_bytes()
    with pytest.raises(ConflictError, match="holds more than `dvc add` writes"):
        write_dvc(repository / "table.csv")
    assert place.read_bytes() == before


def test_a_file_that_says_no_more_is_brought_up_to_date(repository: Path) -> None:
    place = repository / "table.csv.dvc"
    place.write_text(OF_FILE.replace("size: 10", "size: 9"))
    write_dvc(repository / "table.csv")
    assert place.read_text() == OF_FILE
