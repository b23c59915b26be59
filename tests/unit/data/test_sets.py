"""Sets of files: found as people mean them, told apart by content, the same bytes everywhere."""

import os
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.data import finding
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.finding import base, is_glob, present
from jupyter_mm.data.sets import compare_listings, read_listing, set_digest
from jupyter_mm.domain import canonical
from jupyter_mm.domain.listing import DataFile, Listing
from jupyter_mm.errors import InvalidError, TooLargeError

PARTS = st.sampled_from(
    ["a", "b", "ab", ".c", "d.csv", "e.csv", "f[1]", "año", '"', "\\", "\n", "\u2028"]
)
NAMES = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
PATTERNS = st.lists(
    st.sampled_from(["*", "**", "a*", "*.csv", "[ab]", "?", "d.csv", ".*"]), min_size=1, max_size=3
).filter(lambda parts: any(mark in part for part in parts for mark in "*?["))
FILES = st.dictionaries(NAMES, st.binary(max_size=3), max_size=8)


def fill(folder: Path, files: dict) -> dict:
    """Write what can be written: a name cannot be a file and a folder."""
    written: dict[str, bytes] = {}
    for name, content in files.items():
        path = folder / name
        if any(path.relative_to(folder).is_relative_to(other) for other in written):
            continue
        if path.is_dir():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[name] = content
    return written


def listing_of(files: dict) -> Listing:
    pairs = sorted(files.items())
    return Listing(
        files=tuple(
            DataFile(path=name, size_bytes=len(content), digest=digest_of(content))
            for name, content in pairs
        )
    )


@given(files=FILES)
def test_a_folder_is_listed_whole_and_read_back(files: dict) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "set"
        folder.mkdir()
        files = fill(folder, files)
        found = set_digest(str(folder), present(str(folder)), Digests(Path(place)))
        assert found.listing == listing_of(files)
        assert found.digest == digest_of(found.content)
        assert found.content == canonical.dumps(found.listing)
        assert read_listing(found.content) == found.listing
        assert (found.files, found.size_bytes) == (len(files), sum(map(len, files.values())))


@given(files=FILES, parts=PATTERNS)
def test_a_glob_finds_what_python_finds(files: dict, parts: list) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        fill(folder, files)
        pattern = "/".join([place, *parts])
        matched = glob(pattern, recursive=True)  # noqa: PTH207  # the model
        # Before 3.13 `x/**` also gives `x/` for a file x.
        wanted = {Path(path) for path in matched if not path.endswith("/")}
        found = {Path(base(pattern)) / name for name in present(pattern)}
        assert found == {path for path in wanted if path.is_file()}


@given(before=FILES, after=FILES)
def test_two_sets_are_told_apart_exactly_when_they_differ(before: dict, after: dict) -> None:
    first, second = listing_of(before), listing_of(after)
    assert (compare_listings(first, second) == ()) == (first == second)
    assert compare_listings(first, first) == ()


@given(files=FILES, at=st.integers(0, 10_000), bits=st.integers(1, 255))
def test_bytes_that_are_no_listing_are_refused(files: dict, at: int, bits: int) -> None:
    content = bytearray(canonical.dumps(listing_of(files)))
    content[at % len(content)] ^= bits
    try:
        found = read_listing(bytes(content))
    except InvalidError:
        return
    assert canonical.dumps(found) == content, "what is read is what is written there"


def test_a_difference_is_told_in_a_few_words() -> None:
    before = {f"part-{n}.csv": bytes([n]) for n in range(40)} | {"old.csv": b"old"}
    after = {f"part-{n}.csv": bytes([n]) for n in range(40)} | {"new.csv": b"old"}
    after |= {"part-3.csv": b"x", "part-7.csv": b"y", "more.csv": b"m"}
    del after["part-9.csv"]
    assert compare_listings(listing_of(before), listing_of(after)) == (
        "2 of 41 files differ: part-3.csv, part-7.csv",
        "1 file renamed: old.csv → new.csv",
        "+1 file: more.csv",
        "−1 file: part-9.csv",
    )


def test_a_long_difference_names_three_files() -> None:
    before = {str(n): bytes([n]) for n in range(6)}
    lines = compare_listings(listing_of(before), listing_of({}))
    assert lines == ("−6 files: 0, 1, 2 and 3 more",)


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b'{"files":[]}',
        b'{"files":[],"version":"1"}',
        b'{"files":[],"version":1} ',
        b'{"files":[{"digest":"%s","path":"../x","size_bytes":1}],"version":1}' % (b"0" * 64),
        b'{"files":[{"digest":"%s","path":"/x","size_bytes":1}],"version":1}' % (b"0" * 64),
        b'{"files":[{"digest":"%s","path":"x","size_bytes":-1}],"version":1}' % (b"0" * 64),
        b'{"files":[{"digest":"0","path":"x","size_bytes":1}],"version":1}',
        b'{"files":[{"path":"x","size_bytes":1}],"version":1}',
        b'{"files":[7],"version":1}',
    ],
)
def test_a_bad_listing_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        read_listing(content)


def test_the_same_name_twice_is_refused() -> None:
    twice = listing_of({"a": b"1"}).files * 2
    with pytest.raises(InvalidError):
        read_listing(canonical.dumps(Listing(files=twice)))


def test_a_listing_of_a_newer_version_says_so() -> None:
    with pytest.raises(InvalidError, match="has version 9; this jupyter_mm knows 1"):
        read_listing(b'{"files":[],"version":9}')


def test_a_set_with_a_file_that_cannot_be_read_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    found = set_digest(str(tmp_path), ["a.csv", "gone.csv", "pipe"], Digests(tmp_path / "home"))
    assert (found.digest, found.reason) == (None, "gone.csv is gone, and 1 more")
    assert (found.listing, found.content) == (None, b"")


def test_a_name_that_is_no_text_is_said(tmp_path: Path) -> None:
    odd = os.fsdecode(b"n\xff")
    (tmp_path / odd).write_bytes(b"x")
    found = set_digest(str(tmp_path), present(str(tmp_path)), Digests(tmp_path / "home"))
    assert (found.digest, found.reason) == (None, "'n\\udcff' has a name that is no text")


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.csv").write_bytes(b"x")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "round").symlink_to(folder)
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    assert present(str(folder)) == ["linked/x.csv"]


def test_what_lies_beside_the_data_is_left_out(tmp_path: Path) -> None:
    for name in [".git/HEAD", ".ipynb_checkpoints/a.csv", ".zarray", "0/0"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert present(str(tmp_path)) == [".zarray", "0/0"]


def test_a_file_with_brackets_in_its_name_is_no_glob(tmp_path: Path) -> None:
    (tmp_path / "a[1].csv").write_bytes(b"x")
    path = str(tmp_path / "a[1].csv")
    assert not is_glob(path)
    assert (base(path), present(path)) == (str(tmp_path), ["a[1].csv"])


def test_what_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert present(str(tmp_path / "none")) == []
    assert present(str(tmp_path / "none" / "*.csv")) == []


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_FILES", 3)
    for n in range(4):
        (tmp_path / str(n)).write_bytes(b"")
    with pytest.raises(TooLargeError, match="more than 3 files"):
        present(str(tmp_path))


def test_a_search_that_is_cancelled_ends(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert present(str(tmp_path), cancelled=lambda: True) == []
