"""Remembered digests: what one process learned another knows; what is damaged is not believed."""

import os
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from blake3 import blake3
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.data import remembered
from jupyter_mm.data.hashing import Stamp
from jupyter_mm.data.remembered import HEAD, RECORD_BYTES, Remembered

STAMPS = st.builds(
    Stamp,
    device=st.integers(0, 3),
    inode=st.integers(0, 5),
    size_bytes=st.integers(0, 4),
    mtime_ns=st.integers(-2, 2),
    ctime_ns=st.integers(-2, 2),
)
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.tuples(STAMPS, st.integers(0, 255)), max_size=4)),
    max_size=12,
)


def named(number: int) -> str:
    return blake3(bytes([number])).hexdigest()


def stamp(number: int) -> Stamp:
    return Stamp(1, number, 10, 20, 30)


@given(steps=STEPS)
def test_several_processes_agree_with_a_dictionary(steps: list) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "digests" / "remembered"
        several = [Remembered(path) for _ in range(3)]
        model: dict = {}
        for who, pairs in steps:
            several[who].add((one, named(number)) for one, number in pairs)
            model.update({(one.device, one.inode): (one, named(n)) for one, n in pairs})
            for each in several:
                each.refresh()
                for one, digest in model.values():
                    assert each.find(one) == digest
        wanted = {one for one, _ in model.values()}
        others = {one for _, pairs in steps for one, _ in pairs} - wanted
        assert all(several[0].find(one) is None for one in others)


@given(
    count=st.integers(1, 6),
    harm=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), min_size=1, max_size=5),
    cut=st.integers(0, RECORD_BYTES),
)
def test_damage_loses_digests_and_never_changes_one(count: int, harm: list, cut: int) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "remembered"
        Remembered(path).add((stamp(n), named(n)) for n in range(count))
        content = bytearray(path.read_bytes())
        for at, bits in harm:
            content[at % len(content)] ^= bits
        path.write_bytes(content[: len(content) - cut])
        again = Remembered(path)
        again.refresh()
        for n in range(count):
            assert again.find(stamp(n)) in {None, named(n)}
        again.add([(stamp(99), named(99))])
        if not path.read_bytes().startswith(HEAD[:7]) or path.read_bytes()[:80] == HEAD:
            assert again.find(stamp(99)) == named(99)


def test_a_record_cut_off_by_a_crash_does_not_spoil_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "remembered"
    Remembered(path).add([(stamp(1), named(1)), (stamp(2), named(2))])
    os.truncate(path, path.stat().st_size - 30)
    Remembered(path).add([(stamp(3), named(3))])
    again = Remembered(path)
    again.refresh()
    assert [again.find(stamp(n)) for n in (1, 2, 3)] == [named(1), None, named(3)]


def test_a_file_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "remembered"
    newer = b"jmmremd\x02".ljust(200, b"?")
    path.write_bytes(newer)
    mine = Remembered(path)
    mine.add([(stamp(1), named(1))])
    assert path.read_bytes() == newer
    assert mine.find(stamp(1)) is None


def test_the_format_is_as_it_is_documented(tmp_path: Path) -> None:
    path = tmp_path / "remembered"
    Remembered(path).add([(Stamp(1, 2, 3, -4, 5), "ab" * 32)])
    words = (1, 2, 3, 2**64 - 4, 5)
    said = b"".join(word.to_bytes(8, "little") for word in words) + b"\xab" * 32
    assert path.read_bytes()[:152] == b"jmmremd\x01" + bytes(72) + said
    assert path.read_bytes()[152:].hex() == "8519e03852802525"


def test_a_long_file_keeps_the_latest_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_RECORDS", 20)
    path = tmp_path / "remembered"
    bystander = Remembered(path)
    bystander.add([(stamp(0), named(0))])
    Remembered(path).add((stamp(n), named(n)) for n in range(25))
    bystander.refresh()
    assert path.stat().st_size == 11 * RECORD_BYTES
    assert bystander.find(stamp(14)) is None
    assert [bystander.find(stamp(n)) for n in range(15, 25)] == [named(n) for n in range(15, 25)]


def remember_many(path: Path, start: int) -> None:
    mine = Remembered(path)
    for n in range(start, start + 100):
        mine.add([(stamp(n), named(n % 256))])


def test_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digests" / "remembered"
    spawning = get_context("spawn")
    several = [spawning.Process(target=remember_many, args=(path, n * 100)) for n in range(3)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    again = Remembered(path)
    again.refresh()
    assert [again.find(stamp(n)) for n in range(300)] == [named(n % 256) for n in range(300)]


def test_nothing_is_raised_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "digests").write_bytes(b"a file where the folder should be")
    mine = Remembered(tmp_path / "digests" / "remembered")
    mine.add([(stamp(1), named(1))])
    assert mine.find(stamp(1)) is None


def test_a_time_that_no_record_can_hold_is_not_remembered(tmp_path: Path) -> None:
    far = Stamp(1, 2, 3, 1 << 63, 5)
    mine = Remembered(tmp_path / "remembered")
    mine.add([(far, named(1)), (stamp(1), named(1))])
    assert mine.find(far) is None
    assert mine.find(stamp(1)) == named(1)
