"""Whatever happens to files, a digest is always that of the content that is there."""

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from blake3 import blake3
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mm.data.digests import Digests

NAMES = ("a", "b", "link")
BYTES = st.sampled_from([b"1111", b"2222", b"3333"])


def write(path: Path, other: Path, content: bytes) -> None:
    path.write_bytes(content)


def replace(path: Path, other: Path, content: bytes) -> None:
    path.with_name("aside").write_bytes(content)
    path.with_name("aside").rename(path)


def change_in_place(path: Path, other: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def set_back(path: Path, other: Path, content: bytes) -> None:
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(path: Path, other: Path, content: bytes) -> None:
    path.rename(path.with_name("aside"))
    other.rename(path)
    path.with_name("aside").rename(other)


def remove(path: Path, other: Path, content: bytes) -> None:
    path.unlink()


def truncate(path: Path, other: Path, content: bytes) -> None:
    os.truncate(path, 2)


def point_elsewhere(path: Path, other: Path, content: bytes) -> None:
    path.with_name("new link").symlink_to(other)
    path.with_name("new link").rename(path.with_name("link"))


DEEDS = (write, replace, change_in_place, set_back, swap, remove, truncate, point_elsewhere)
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(NAMES), BYTES), min_size=4, max_size=12
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_a_digest_is_of_what_is_there(steps: list) -> None:
    with TemporaryDirectory() as where:
        place, home = Path(where) / "files", Path(where) / "home"
        place.mkdir()
        home.mkdir()
        # A clock that is ahead has everything remembered at once, without the two seconds' grace.
        ahead = [Digests(home, clock_ns=lambda: time.time_ns() + 10**10) for _ in range(2)]
        for name in NAMES:
            write(place / name, place, b"0000")
        for number, (deed, name, content) in enumerate([(write, "a", b"1111"), *steps]):
            with suppress(OSError):  # some things cannot be done to a file that is not there
                deed(place / name, place / ("b" if name == "a" else "a"), content)
            for one in NAMES:
                path = place / one
                found = ahead[number % 2].digest(path)
                wanted = blake3(path.read_bytes()).hexdigest() if path.exists() else None
                assert found.digest == wanted
