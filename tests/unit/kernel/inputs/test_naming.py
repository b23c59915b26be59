"""Paths, addresses and words of commands, as libraries are given them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.kernel.inputs.naming import (
    take,
    version_of,
    without_credentials,
    words_of,
)
from jupyter_mm.kernel.inputs.seen import READ, RemoteUse

if TYPE_CHECKING:
    from tests.unit.kernel.inputs.listening import Listening


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://me:pw@host/a.csv", "https://host/a.csv"),
        ("https://host/a.csv?page=2#top", "https://host/a.csv?page=2"),
        ("https://host/a?X-Amz-Signature=0a1b&v=1", "https://host/a?X-Amz-Signature=***&v=1"),
        ("https://host/a?pwd=x&pass=y&p=z&ID=4", "https://host/a?pwd=***&pass=***&p=***&ID=4"),
        ("https://host/b;token=abc/a.csv;x=1", "https://host/b/a.csv"),
        ("https://host/a?access_token=x&api_key=", "https://host/a?access_token=***&api_key=***"),
        (f"https://host/a?name={'z' * 65}", "https://host/a?name=***"),
        ("s3://key:secret@bucket/a b.csv", "s3://bucket/a b.csv"),
        ("https://[broken/a?token=x", "https://[broken/a"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(given: str, shown: str) -> None:
    assert without_credentials(given) == shown


def test_an_address_that_is_a_key_itself_is_cut(cell: Listening) -> None:
    uri = f"https://host/bot/ghp_{'a1B2' * 9}/file"
    cell.watch.note_remote(RemoteUse(uri, READ, "requests"))
    assert [one.path for one in cell.refs()] == ["https://host/***"]


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({"etag": '"4f"', "last-modified": "Mon"}, 'etag:"4f"'),
        ({"etag": '"4f"', "x-amz-version-id": "3HL4"}, "version:3HL4"),
        ({"etag": '"4f"', "x-amz-version-id": "null"}, 'etag:"4f"'),
        ({"last-modified": "Mon"}, "modified:Mon"),
        ({}, None),
    ],
)
def test_a_version_is_what_the_server_says(headers: dict[str, str], version: str | None) -> None:
    assert version_of(headers) == version


def test_of_an_object_that_was_heard_of_twice_all_is_told(cell: Listening) -> None:
    cell.watch.note_remote(RemoteUse("s3://b/k", READ, "polars"))
    cell.watch.note_remote(RemoteUse("s3://b/k", READ, "s3", 7, "version:1"))
    cell.watch.note_remote(RemoteUse("s3://b/k", READ, "track", label="split train"))
    (found,) = cell.refs()
    assert (found.how, found.size_bytes, found.version) == ("s3", 7, "version:1")
    assert (found.label, found.digest, found.reason) == (
        "split train",
        None,
        "is on a server, which names its version",
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "wc -l 'a b.csv' < in.csv>out.csv",
            ["wc", "-l", "a b.csv", "<", "in.csv", ">", "out.csv"],
        ),
        ("cat a#1.csv|head", ["cat", "a#1.csv", "|", "head"]),
        ("echo 'open quote", ["echo"]),
        ("", []),
    ],
)
def test_words_of_a_command_line(line: str, words: list[str]) -> None:
    assert words_of(line) == words


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("subprocess.Popen", ("wc", ["wc", "-l", "in.csv"], None, None)),
        ("subprocess.Popen", ("tool", ["tool", "--in=in.csv"], None, None)),
        ("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", "wc < in.csv"], None, None)),
        ("subprocess.Popen", ("cat", [b"cat", Path("in.csv")], None, None)),
        ("subprocess.Popen", ("wc", "wc in.csv", None, None)),
        ("os.system", ("cat i*.csv",)),
        ("os.system", (b"wc -l in.csv",)),
        ("os.posix_spawn", ("/bin/wc", ["wc", "in.csv"], {})),
        ("os.spawn", (0, "/bin/wc", ["wc", "in.csv"], {})),
    ],
)
def test_files_among_the_words_of_a_command_are_recorded(
    cell: Listening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    event: str,
    arguments: tuple[Any, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("a")
    cell.begin()
    cell.event(event, arguments)
    (found,) = cell.refs()
    assert (Path(found.path).name, found.mode, found.how) == ("in.csv", "r", "command")


def test_a_command_in_another_folder_names_files_there(cell: Listening, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a")
    cell.begin()
    cell.event("subprocess.Popen", ("wc", ["wc", "in.csv"], str(tmp_path), None))
    assert [one.path for one in cell.refs()] == [str(tmp_path / "in.csv")]


def test_what_a_command_made_was_written(
    cell: Listening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("a")
    cell.begin()
    line = "cat in.csv > out.csv"
    cell.event("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", line], None, None))
    subprocess.run(["/bin/sh", "-c", line], check=True)
    assert [(name, mode) for name, mode, _ in cell.table()] == [("in.csv", "r"), ("out.csv", "w")]


def test_the_command_itself_its_options_and_folders_are_no_data(
    cell: Listening, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").touch()
    words = [sys.executable, "-c", "print(1)", str(tmp_path), "--flag", "a\nb", "x" * 5000, 7]
    cell.event("subprocess.Popen", (sys.executable, words, None, None))
    cell.event("os.system", (shlex.join([sys.executable, "-c", "pass"]),))
    pattern = f"{tmp_path}/*.csv"
    cell.event("subprocess.Popen", ("find", ["find", "-path", pattern], None, None))
    cell.event("os.system", (f"find -path '{pattern}'",))
    assert cell.refs() == ()


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("store.db", "r"),
        ("file:store.db?mode=ro", "r"),
        (b"./store.db", "r"),
        (":memory:", None),
        ("", None),
        ("file:shared?mode=memory", None),
    ],
)
def test_databases_of_sqlite(
    cell: Listening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: object,
    mode: str | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("store.db").write_text("x")
    cell.begin()
    cell.event("sqlite3.connect", (name,))
    assert [one.mode for one in cell.refs()] == ([mode] if mode else [])


def test_a_database_with_a_log_beside_it_has_no_digest(cell: Listening, tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("x")
    cell.begin()
    cell.event("sqlite3.connect", (str(tmp_path / "store.db"),))
    time.sleep(0.02)
    (tmp_path / "store.db-wal").write_text("newer")
    (found,) = cell.refs()
    assert (found.mode, found.digest) == ("w", None)
    assert found.reason == "its latest changes are in a write-ahead log beside it"


class Sly(os.PathLike[str]):
    def __fspath__(self) -> str:
        raise AssertionError("code of the user's must not run once more")


@pytest.mark.parametrize(
    "value", [None, 7, b"a,b\n1,2", "a\nb", "x" * 5000, "", Sly(), object(), [[1, 2], None], {}]
)
def test_values_that_name_nothing_are_passed_over(cell: Listening, value: object) -> None:
    take(cell.watch, value, READ, "polars")
    assert cell.refs() == ()


@pytest.mark.parametrize("form", [str, Path, lambda path: [path], Path.as_uri])
def test_all_forms_of_a_path_are_taken(cell: Listening, tmp_path: Path, form: Any) -> None:
    path = tmp_path / "a b.csv"
    path.write_text("x")
    cell.begin()
    take(cell.watch, form(path), READ, "polars")
    assert [one.path for one in cell.refs()] == [str(path)]
