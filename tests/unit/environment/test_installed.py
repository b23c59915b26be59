from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_mm.environment.installed import FILES_DIGEST, METADATA_DIGEST, Installations
from tests.unit.environment.making import environment, metadata, pip_install, uv_install, wheel


def test_packages_are_read_from_their_metadata(tmp_path: Path) -> None:
    about = (
        "Metadata-Version: 2.1\nName: Plain_Name.x\nVersion: 2.1+local\nRequires-Python: >=3.9\n"
        "Requires-Dist: Other_One (>=1); python_version > '3'\nRequires-Dist: t ; extra == 'x'\n"
        "\nName: of the description\n"
    )
    files = {"METADATA": about, "REQUESTED": "", "RECORD": "pkg/a.py,sha256=1,2\nsix.py,sha256=1,"}
    metadata(tmp_path, "Plain_Name.x", "2.1+local", **files)
    packages, troubles = Installations().read([str(tmp_path)])
    one = packages["plain-name-x"]
    assert troubles == []
    assert (one.version, one.requires_python) == ("2.1+local", ">=3.9")
    assert one.needs == {"other-one"}
    assert one.modules == {"pkg", "six"}
    assert one.is_requested
    assert one.wheel == "plain_name_x-2.1+local-py3-none-any.whl"


def test_tags_of_a_wheel_make_its_name(tmp_path: Path) -> None:
    text = "Build: 2\nTag: py2-none-any\nTag: py3-none-any\n"
    metadata(tmp_path, "a", "1.0", WHEEL=text)
    assert Installations().read([str(tmp_path)])[0]["a"].wheel == "a-1.0-2-py2.py3-none-any.whl"


@pytest.mark.parametrize(
    "content", ["", "no headers at all", "\x00\x01\xff" * 999, "Name: torn\n", "Version: 9\n"]
)
def test_broken_metadata_are_told_and_the_folders_name_stands_in(
    tmp_path: Path, content: str
) -> None:
    metadata(tmp_path, "torn", "1.0", METADATA=content)
    metadata(tmp_path, "whole", "2.0")
    packages, troubles = Installations().read([str(tmp_path)])
    assert packages["torn"].name == "torn"
    assert packages["whole"].trouble is None
    assert troubles == ["torn: METADATA is missing or broken"]


def test_missing_metadata_are_told(tmp_path: Path) -> None:
    (tmp_path / "odd.dist-info").mkdir()
    (tmp_path / "empty-1.0.dist-info").mkdir()
    (tmp_path / "~umpy-1.0.dist-info").mkdir()
    (tmp_path / "folder-1.0.dist-info" / "METADATA").mkdir(parents=True)
    packages, troubles = Installations().read([str(tmp_path)])
    assert {name: one.version for name, one in packages.items()} == {
        "empty": "1.0",
        "folder": "1.0",
    }
    assert troubles == [
        "empty: METADATA is missing or broken",
        "folder: METADATA is missing or broken",
        "odd.dist-info: METADATA says neither name nor version",
        "~umpy-1.0.dist-info: METADATA says neither name nor version",
    ]


def test_a_version_that_is_none_is_told(tmp_path: Path) -> None:
    metadata(tmp_path, "old", "2004d")
    packages, troubles = Installations().read([str(tmp_path)])
    assert packages["old"].version == "2004d"
    assert troubles == ["old: '2004d' is no version"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    packages, troubles = Installations().read([str(tmp_path / "gone")])
    assert packages == {}
    assert troubles == ["gone: cannot be read (No such file or directory)"]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "a-1.0.dist-info").symlink_to(tmp_path / "a-1.0.dist-info")
    metadata(tmp_path, "b", "1.0")
    packages, troubles = Installations().read([str(tmp_path)])
    assert packages.keys() == {"b"}
    assert len(troubles) == 1


def test_the_first_folder_counts_and_within_it_the_last_installation(tmp_path: Path) -> None:
    metadata(tmp_path / "first", "a", "1.0")
    metadata(tmp_path / "second", "a", "2.0")
    metadata(tmp_path / "second", "b", "1.0")
    os.utime(metadata(tmp_path / "second", "b", "0.9"), (1, 1))
    packages, troubles = Installations().read([str(tmp_path / "first"), str(tmp_path / "second")])
    assert {name: one.version for name, one in packages.items()} == {"a": "1.0", "b": "1.0"}
    assert troubles == ["b: two metadata folders in one place"]


def test_old_kinds_of_metadata_are_read(tmp_path: Path) -> None:
    about = "Metadata-Version: 1.0\nName: {}\nVersion: 1.0\n"
    (tmp_path / "file-1.0-py3.11.egg-info").write_text(about.format("file"))
    (tmp_path / "folder-1.0.egg-info").mkdir()
    (tmp_path / "folder-1.0.egg-info" / "PKG-INFO").write_text(about.format("folder"))
    source = tmp_path / "source"
    (source / "linked.egg-info").mkdir(parents=True)
    (source / "linked.egg-info" / "PKG-INFO").write_text(about.format("linked"))
    (tmp_path / "linked.egg-link").write_text(f"{source}\n.")
    (tmp_path / "lost.egg-link").write_text("/nowhere\n.")
    packages, troubles = Installations().read([str(tmp_path)])
    assert packages.keys() == {"file", "folder", "linked"}
    assert packages["linked"].told == {"url": source.as_uri(), "dir_info": {"editable": True}}
    assert packages["file"].hashes[0][0] == METADATA_DIGEST
    assert troubles == ["lost.egg-link: points to a folder without a package"]


def test_pip_and_uv_leave_packages_of_the_same_digest(tmp_path: Path) -> None:
    made = wheel(tmp_path / "wheels", "probe", "1.0")
    sites = [environment(tmp_path / name) for name in ("uv", "pip")]
    uv_install(sites[0], made)
    pip_install(sites[1], made)
    by_uv, by_pip = (Installations().read([str(site)])[0] for site in sites)
    assert by_uv["probe"].hashes == by_pip["probe"].hashes
    assert by_uv["probe"].hashes[0][0] == FILES_DIGEST


def test_other_code_of_the_same_version_has_another_digest(tmp_path: Path) -> None:
    uv_install(tmp_path / "a", wheel(tmp_path / "one", "probe", "1.0", "x = 1\n"))
    uv_install(tmp_path / "b", wheel(tmp_path / "two", "probe", "1.0", "x = 2\n"))
    one, two = (Installations().read([str(tmp_path / name)])[0] for name in "ab")
    assert one["probe"].hashes != two["probe"].hashes


def test_what_is_known_is_read_again_when_its_folder_changed(tmp_path: Path) -> None:
    place = metadata(tmp_path, "a", "1.0")
    installations = Installations()
    first = installations.read([str(tmp_path)])[0]["a"]
    assert installations.read([str(tmp_path)])[0]["a"] is first
    (place / "REQUESTED").touch()
    os.utime(place, (2, 2))
    assert installations.read([str(tmp_path)])[0]["a"].is_requested
    place.rename(tmp_path / "a-2.0.dist-info.gone")
    assert installations.read([str(tmp_path)]) == ({}, [])


def test_direct_urls_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    metadata(tmp_path, "a", "1.0", direct_url="{not json")
    metadata(tmp_path, "b", "1.0", direct_url="[1]")
    metadata(tmp_path, "c", "1.0", direct_url="[" * 100_000)
    packages, _ = Installations().read([str(tmp_path)])
    assert [packages[name].told for name in "abc"] == [{}, {}, {}]
