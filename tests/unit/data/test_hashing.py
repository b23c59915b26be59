"""One file: its whole content or a reason, whatever it is and whatever becomes of it."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from blake3 import blake3

from jupyter_mm.data import hashing
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.hashing import CHANGED, GONE, STOPPED, read_file

MEBIBYTE = 1 << 20


def reading(path: Path | str, *, limit: int = 1 << 40, may_map: bool = False) -> hashing.Reading:
    return read_file(str(path), limit_bytes=limit, stop=lambda: False, may_map=may_map)


@pytest.mark.parametrize("size", [0, 1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE])
def test_a_digest_is_of_the_whole_content(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    (tmp_path / "file").write_bytes(content)
    found = reading(tmp_path / "file")
    assert (found.digest, found.reason) == (blake3(content).hexdigest(), None)


def test_a_file_with_holes_has_the_digest_of_its_whole_content(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.write(b"begin")
        file.seek(40 * MEBIBYTE)
        file.write(os.urandom(MEBIBYTE))
        file.truncate(100 * MEBIBYTE + 7)
    found = reading(tmp_path / "sparse", may_map=True)
    assert found.digest == blake3((tmp_path / "sparse").read_bytes()).hexdigest()


def test_a_mapped_file_without_holes_has_the_digest_of_its_content(tmp_path: Path) -> None:
    content = os.urandom(MEBIBYTE) * 65
    (tmp_path / "full").write_bytes(content)
    assert reading(tmp_path / "full", may_map=True).digest == blake3(content).hexdigest()


def test_special_files_have_a_reason_and_nothing_waits_for_them(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "socket"))
        reasons = {
            name: Digests(tmp_path / "home").digest(str(path)).reason
            for name, path in {
                "pipe": tmp_path / "pipe",
                "socket": tmp_path / "socket",
                "folder": tmp_path,
                "loop": tmp_path / "loop",
                "dangling": tmp_path / "dangling",
                "device": "/dev/zero",
                "system": "/proc/self/status",
                "below a file": "/etc/passwd/x",
            }.items()
        }
    assert reasons == {
        "pipe": "is a pipe",
        "socket": "is a socket",
        "folder": "is a folder",
        "loop": "cannot be read: Too many levels of symbolic links",
        "dangling": GONE,
        "device": "is a device",
        "system": "is made up by the system as it is read",
        "below a file": GONE,
    }


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reading(tmp_path / "pipe").reason == "is a pipe"


def test_a_file_that_may_not_be_read_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "secret").chmod(0)
    # As root every file can be read, so another user asks.
    code = (
        "import os, sys\n"
        "sys.path[:] = sys.argv[2:]\n"
        "from jupyter_mm.data.hashing import read_file\n"
        "if os.getuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
        "print(read_file(sys.argv[1], limit_bytes=9, stop=lambda: False).reason)\n"
    )
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    path = [entry for entry in sys.path if entry]
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "secret"), *path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "cannot be read: Permission denied"


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(100 << 30)
    found = Digests(tmp_path / "home").digest(tmp_path / "huge")
    assert found.reason == "larger than 64 GiB"
    assert found.size_bytes == 100 << 30


def test_a_reading_that_is_stopped_says_so(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(60 << 30)
    found = read_file(
        str(tmp_path / "sparse"), limit_bytes=1 << 40, stop=lambda: True, may_map=True
    )
    assert (found.digest, found.reason) == (None, STOPPED)


def test_a_child_that_reads_for_long_is_ended_at_once(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(64 << 30)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    found = Digests(tmp_path / "home").digest(tmp_path / "sparse", cancelled=cancelled)
    assert (found.digest, found.reason) == (None, STOPPED)


def test_a_file_that_keeps_changing_has_no_digest(tmp_path: Path) -> None:
    path, is_over = tmp_path / "log", threading.Event()
    path.write_bytes(os.urandom(32 * MEBIBYTE))

    def scribble() -> None:
        while not is_over.is_set():
            with path.open("r+b") as file:
                file.write(os.urandom(64))

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        found = reading(path)
    finally:
        is_over.set()
        writer.join()
    assert (found.digest, found.reason) == (None, CHANGED)


def test_a_file_replaced_while_it_is_read_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = tmp_path / "table", hashing._by_reading
    path.write_bytes(b"old")

    def replacing(*given) -> str | None:
        digest = real(*given)
        if path.read_bytes() == b"old":
            (tmp_path / "aside").write_bytes(b"new!")
            (tmp_path / "aside").rename(path)
        return digest

    monkeypatch.setattr(hashing, "_by_reading", replacing)
    assert reading(path).digest == blake3(b"new!").hexdigest()


def test_a_file_cut_off_while_a_child_maps_it_hurts_nobody(tmp_path: Path) -> None:
    path, is_over = tmp_path / "cut", threading.Event()

    def cut() -> None:
        while not is_over.is_set():
            os.truncate(path, 66 * MEBIBYTE)
            os.truncate(path, 80 * MEBIBYTE)

    path.write_bytes(os.urandom(MEBIBYTE) * 80)
    knife = threading.Thread(target=cut)
    knife.start()
    try:
        found = Digests(tmp_path / "home").digest(path)
    finally:
        is_over.set()
        knife.join()
    assert found.digest is None
    assert found.reason == CHANGED


def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff\n\xc3\xa9"))
    odd.write_bytes(b"x")
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(65 * MEBIBYTE)
    found = Digests(tmp_path / "home").digest_many([str(odd), large])
    assert [one.digest for one in found] == [
        blake3(b"x").hexdigest(),
        blake3(large.read_bytes()).hexdigest(),
    ]
