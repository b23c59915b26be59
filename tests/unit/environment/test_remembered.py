"""Package metadata on the disk: the next process reads none that did not change."""

import os
import sysconfig
import time
from pathlib import Path

import pytest

from jupyter_mm.environment.installed import Installations
from jupyter_mm.environment.lock import Locksmith
from jupyter_mm.environment.remembered import packages_file, recall, remember
from tests.unit.environment.making import metadata

LONG_AGO = time.time() - 1000.0


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site-packages"
    for name in ("a", "b"):
        settled(
            metadata(folder, name, "1.0", METADATA=described(name, "1.0", "d>=1"), REQUESTED="")
        )
    settled(metadata(folder, "told", "1.0", direct_url='{"url": "https://me:secret@host/told"}'))
    broken = folder / "broken.dist-info"
    broken.mkdir()
    settled(broken)
    return folder


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return packages_file(tmp_path / "home", "/some/prefix")


def described(name: str, version: str, needed: str) -> str:
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.9\n"
    return f"{head}Requires-Dist: {needed}\n\nText.\n"


def settled(folder: Path, at: float = LONG_AGO) -> None:
    os.utime(folder, (at, at))


def look(site: Path, memory: Path) -> tuple[Locksmith, int]:
    """Return a new process's locks, and how many folders it had to read."""
    smith = Locksmith(memory=memory)
    smith.look([str(site)])
    return smith, smith._installations.read_anew


def test_the_next_process_reads_what_is_not_remembered(site: Path, memory: Path) -> None:
    first, read = look(site, memory)
    assert read == 4
    second, read = look(site, memory)
    assert read == 1, "only the one from an address"
    assert second.packages == first.packages
    assert second.text({}, {}) == first.text({}, {})
    assert "secret" not in memory.read_text()
    assert memory.stat().st_mode & 0o777 == 0o600


def test_what_is_remembered_already_is_not_written_again(site: Path, memory: Path) -> None:
    look(site, memory)
    before = memory.stat()
    look(site, memory)
    assert memory.stat().st_ino == before.st_ino
    settled(metadata(site, "new", "1.0", METADATA=described("new", "1.0", "d")))
    look(site, memory)
    assert memory.stat().st_ino != before.st_ino


def test_what_changed_is_read_anew(site: Path, memory: Path) -> None:
    look(site, memory)
    place = site / "a-1.0.dist-info"
    (place / "METADATA").write_text(described("a", "2.0", "e"))
    settled(place, LONG_AGO + 10.0)
    found, read = look(site, memory)
    assert (found.packages["a"].version, read) == ("2.0", 2)
    assert look(site, memory)[0].packages["a"].needs == {"e"}


def test_what_changed_just_now_is_not_remembered(site: Path, memory: Path) -> None:
    settled(site / "b-1.0.dist-info", time.time())
    look(site, memory)
    assert not any("b-1.0" in folder for folder in recall(memory))
    assert look(site, memory)[1] == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"jupyter_mm packages 2\n0\n{}",
        b"jupyter_mm packages 1\n0123456789abcdef\n{}",
        b"\xff\n\xff\n\xff",
        b"jupyter_mm packages 1\n2d06800538d394c2\n",
    ],
)
def test_a_damaged_file_is_as_good_as_none(site: Path, memory: Path, content: bytes) -> None:
    memory.parent.mkdir(parents=True)
    memory.write_bytes(content)
    assert recall(memory) == {}
    assert look(site, memory)[1] == 4
    assert len(recall(memory)) == 3


def test_one_byte_that_differs_is_seen(site: Path, memory: Path) -> None:
    look(site, memory)
    whole = memory.read_bytes()
    memory.write_bytes(whole.replace(b'"1.0"', b'"1.1"', 1))
    assert recall(memory) == {}


def test_a_disk_that_takes_nothing_costs_nothing_but_time(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    memory = tmp_path / "file" / "packages.json"
    assert look(site, memory)[1] == look(site, memory)[1] == 4


def test_all_of_a_real_environment_comes_back(tmp_path: Path) -> None:
    read = Installations()
    read.read([sysconfig.get_path("purelib")])
    remember(tmp_path / "known.json", read.known, {})
    known = recall(tmp_path / "known.json")
    assert known == {folder: read.known[folder] for folder in known}
    assert len(known) > len(read.known) / 2
