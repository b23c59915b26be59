from __future__ import annotations

import json
import os
import sys
import tomllib
from typing import TYPE_CHECKING, Any

from packaging.pylock import Pylock

from jupyter_mm.kernel.environment import (
    Environment,
    lock_text,
    site_folders,
    without_credentials,
)

if TYPE_CHECKING:
    from pathlib import Path


def locked(text: str) -> dict[str, Any]:
    value = tomllib.loads(text)
    Pylock.from_dict(value)
    return {package["name"]: package for package in value["packages"]}


def install(folder: Path, name: str, version: str, **files: str) -> None:
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir()
    for file, content in {"WHEEL": "Tag: py3-none-any\n", "RECORD": name, **files}.items():
        (place / file.replace("direct_url", "direct_url.json")).write_text(content)


def test_the_lock_of_this_environment_is_valid_and_names_what_is_installed() -> None:
    packages = locked(lock_text(site_folders(sys.path)))
    assert {"blake3", "cloudpickle", "ipykernel", "sqlalchemy"} <= packages.keys()


def test_direct_installations_keep_their_source_without_credentials(tmp_path: Path) -> None:
    url = "https://user:secret@example.org/a.whl?token=secret#x"
    install(tmp_path, "from_url", "1.0", direct_url=json.dumps({"url": url, "archive_info": {}}))
    git = {"url": "https://tok@example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}}
    install(tmp_path, "from_git", "1.0", direct_url=json.dumps(git))
    local = {"url": "file:///srv/thing", "dir_info": {"editable": True}}
    install(tmp_path, "from_dir", "1.0", direct_url=json.dumps(local))
    install(tmp_path, "Plain_Name.x", "2.1+local")
    text = lock_text([str(tmp_path)])
    packages = locked(text)
    assert "secret" not in text
    assert "tok@" not in text
    assert packages["from-url"]["archive"]["url"] == "https://example.org/a.whl"
    assert packages["from-git"]["vcs"]["commit-id"] == "ab12"
    assert packages["from-dir"]["directory"] == {"path": "/srv/thing", "editable": True}
    assert packages["plain-name-x"]["version"] == "2.1+local"


def test_torn_metadata_does_not_break_the_lock(tmp_path: Path) -> None:
    install(tmp_path, "torn", "1.0", direct_url="{not json")
    (tmp_path / "odd.dist-info").mkdir()
    (tmp_path / "empty-1.0.dist-info").mkdir()
    assert locked(lock_text([str(tmp_path)])).keys() == {"torn", "empty"}
    assert locked(lock_text([])) == {}


def test_credentials_are_cut_from_every_kind_of_url() -> None:
    assert without_credentials("https://u:p@h:8080/x?q=1#f") == "https://h:8080/x"
    assert without_credentials("git+ssh://git@h/x.git") == "git+ssh://h/x.git"


def test_the_lock_is_made_anew_only_after_an_installation(tmp_path: Path, monkeypatch: Any) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.setattr(sys, "path", [str(site)])
    environment = Environment()
    first = environment.lock()
    assert environment.lock() is first
    install(site, "new", "1.0")
    os.utime(site, ns=(1, 1))
    assert b'name = "new"' in environment.lock()
