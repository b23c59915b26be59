"""`mm.track`: what the user names is recorded, with what it is for."""

from __future__ import annotations

import http.server
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.errors import InvalidError, NotFoundError
from jupyter_mm.kernel.inputs.explicit import LATER, track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.kernel.inputs.listening import Listening


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("a.csv", "b.csv", "notes.md"):
        (tmp_path / "data" / name).write_text(name)
    return tmp_path / "data"


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404 if "none" in self.path else 200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"a,b\n1")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_is_recorded_with_what_it_is_for(cell: Listening, folder: Path) -> None:
    (told,) = track(cell.watch, cell.digests, "data/a.csv", split="train", rows="0:800")
    (found,) = cell.refs()
    assert (told.path, told.label, told.reason) == (
        str(folder / "a.csv"),
        "split train, rows 0:800",
        LATER,
    )
    assert (found.path, found.mode, found.how) == (told.path, "r", "track")
    assert (found.digest, found.label) == (digest_of(b"a.csv"), told.label)


def test_the_digest_is_taken_at_once_if_asked_for(cell: Listening, folder: Path) -> None:
    (told,) = track(cell.watch, cell.digests, folder / "a.csv", digest=True)
    assert told.digest == digest_of(b"a.csv")
    assert [one.path for one in cell.refs()] == [told.path]


@pytest.mark.parametrize(("target", "files"), [("data", 3), ("data/*.csv", 2), ("data/**", 3)])
def test_a_folder_or_pattern_is_one_set(
    cell: Listening, folder: Path, target: str, files: int
) -> None:
    (told,) = track(cell.watch, cell.digests, target, digest=True)
    (found,) = cell.refs()
    assert (told.path, told.files) == (str(folder), files)
    assert (found.files, found.digest) == (files, told.digest)


def test_a_file_that_is_tracked_and_read_is_one_record(cell: Listening, folder: Path) -> None:
    track(cell.watch, cell.digests, "data/a.csv", split="train")
    track(cell.watch, cell.digests, "data/a.csv", split="test")
    cell.read("data/a.csv")
    (found,) = cell.refs()
    assert (found.label, found.how) == ("split train; split test", "open")


def test_a_file_that_would_be_left_out_is_recorded_if_it_is_named(
    cell: Listening, folder: Path
) -> None:
    (folder / "table.py").write_text("rows = []")
    cell.begin()
    track(cell.watch, cell.digests, "data/table.py")
    assert [Path(one.path).name for one in cell.refs()] == ["table.py"]


def test_a_folder_with_a_name_that_is_no_text_has_a_reason(cell: Listening, folder: Path) -> None:
    (folder / os.fsdecode(b"bad\xff.csv")).write_text("x")
    cell.begin()
    track(cell.watch, cell.digests, "data")
    (found,) = cell.refs()
    assert (found.digest, found.files) == (None, 4)
    assert found.reason == "'bad\\udcff.csv' has a name that is no line of text"


@pytest.mark.parametrize("target", ["data/none.csv", "data/*.parquet", "nowhere", "~/none.csv"])
def test_what_is_not_there_is_said(cell: Listening, folder: Path, target: str) -> None:
    with pytest.raises(NotFoundError, match="There is no file"):
        track(cell.watch, cell.digests, target)
    assert cell.refs() == ()


@pytest.mark.parametrize("options", [{"split": "a\nb"}, {"rows": "x" * 201}, {"split": 7}])
def test_labels_are_short_printable_texts(
    cell: Listening, folder: Path, options: dict[str, Any]
) -> None:
    with pytest.raises(InvalidError, match="is not a line"):
        track(cell.watch, cell.digests, "data/a.csv", **options)


@pytest.mark.parametrize("target", ["", "a\0b", 7, None, "x" * 5000])
def test_what_is_no_path_is_said(cell: Listening, target: Any) -> None:
    with pytest.raises(InvalidError, match="The path is not"):
        track(cell.watch, cell.digests, target)


def test_an_object_on_a_server_is_recorded_without_asking_it(cell: Listening) -> None:
    (told,) = track(cell.watch, cell.digests, "s3://me:pw@bucket/key.csv", split="train")
    assert (told.path, told.digest, told.label) == ("s3://bucket/key.csv", None, "split train")
    assert cell.refs() == (told,)


def test_an_object_on_a_server_is_read_for_its_digest(cell: Listening, address: str) -> None:
    (told,) = track(cell.watch, cell.digests, f"{address}/key.csv?token=x", digest=True)
    assert (told.path, told.size_bytes) == (f"{address}/key.csv?token=***", 5)
    assert (told.digest, told.reason) == (digest_of(b"a,b\n1"), None)
    assert cell.refs() == (told,)


def test_an_object_that_cannot_be_read_is_said_without_its_keys(
    cell: Listening, address: str
) -> None:
    with pytest.raises(NotFoundError, match="cannot be read: HTTPError") as caught:
        track(cell.watch, cell.digests, f"{address}/none?token=secret", digest=True)
    assert "secret" not in str(caught.value)
    assert cell.refs() == ()


def test_while_no_cell_runs_nothing_is_recorded(cell: Listening, folder: Path) -> None:
    cell.watch.stop()
    assert [one.label for one in track(cell.watch, cell.digests, "data/a.csv")] == [None]
    assert cell.refs() == ()
