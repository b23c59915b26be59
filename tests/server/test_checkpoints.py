"""Our store as the checkpoints of the contents manager, asked as JupyterLab asks."""

import errno
import json
import logging
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import nbformat
import pytest
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado.httpclient import HTTPClientError

from jupyter_mm.server.checkpoints import STORE, MMCheckpoints
from tests.server.notebooks import Running

Start = Callable[..., Awaitable[Running]]
Fetch = Callable[..., Awaitable[Any]]
NAME = "study.ipynb"


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    ours = {"checkpoints_class": "jupyter_mm.server.checkpoints.MMCheckpoints"}
    return {**jp_server_config, "ContentsManager": ours}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


async def listed(jp_fetch: Fetch, path: str = NAME) -> list[str]:
    reply = await jp_fetch(f"api/contents/{path}/checkpoints")
    return [each["id"] for each in json.loads(reply.body)]


async def sources(jp_fetch: Fetch, path: str = NAME) -> list[str]:
    reply = await jp_fetch(f"api/contents/{path}")
    return [cell["source"] for cell in json.loads(reply.body)["content"]["cells"]]


async def save(jp_fetch: Fetch, source: str, **metadata: Any) -> None:
    reply = await jp_fetch(f"api/contents/{NAME}")
    content = json.loads(reply.body)["content"]
    content["cells"][0] |= {"source": source, "metadata": metadata}
    model = {"type": "notebook", "format": "json", "content": content}
    await jp_fetch(f"api/contents/{NAME}", method="PUT", body=json.dumps(model))


async def post(jp_fetch: Fetch, *parts: str) -> Any:
    return await jp_fetch("/".join(["api/contents", *parts]), method="POST", body="{}")


async def test_each_execution_is_a_checkpoint_and_can_be_put_back(
    notebook: Start, jp_fetch: Fetch, jp_root_dir: Path
) -> None:
    running = await notebook("a = 1")
    first = (await running.run("a = 1"))["row"]["execution"]
    await save(jp_fetch, "a = 2")
    second = (await running.run("a = 2"))["row"]["execution"]
    await save(jp_fetch, "a = 3, not run")
    found = await listed(jp_fetch)
    assert [each for each in found if each in {first, second}] == [first, second]
    assert not (jp_root_dir / ".ipynb_checkpoints").exists()

    await post(jp_fetch, NAME, "checkpoints", first)
    assert await sources(jp_fetch) == ["a = 1"]
    await post(jp_fetch, NAME, "checkpoints", "before-revert")
    assert await sources(jp_fetch) == ["a = 3, not run"]


async def test_the_copy_of_the_last_save_is_a_checkpoint_too(
    notebook: Start, jp_fetch: Fetch
) -> None:
    await notebook("saved")
    await post(jp_fetch, NAME, "checkpoints")
    await save(jp_fetch, "later")
    await post(jp_fetch, NAME, "checkpoints", "checkpoint")
    assert await sources(jp_fetch) == ["saved"]
    assert set(await listed(jp_fetch)) >= {"checkpoint", "before-revert"}


async def test_copies_go_with_a_renamed_folder_and_away_with_a_deleted_file(
    jp_fetch: Fetch, jp_root_dir: Path, home: Path
) -> None:
    (jp_root_dir / "old").mkdir()
    (jp_root_dir / "old" / "notes.txt").write_text("first")
    await post(jp_fetch, "old/notes.txt/checkpoints")
    body = json.dumps({"path": "new"})
    await jp_fetch("api/contents/old", method="PATCH", body=body)
    (jp_root_dir / "new" / "notes.txt").write_text("second")
    await post(jp_fetch, "new/notes.txt/checkpoints/checkpoint")
    assert (jp_root_dir / "new" / "notes.txt").read_text() == "first"
    await jp_fetch("api/contents/new/notes.txt", method="DELETE")
    assert [path for path in (home / "saved").rglob("*") if path.is_file()] == []


async def test_an_old_notebook_put_back_is_not_trusted_for_its_own_claims(
    notebook: Start, jp_fetch: Fetch, jp_serverapp: Any
) -> None:
    show = "from IPython.display import HTML; HTML('<b>old</b>')"
    running = await notebook(show)
    await save(jp_fetch, show, trusted=True)
    execution = (await running.run(show))["row"]["execution"]
    await post(jp_fetch, NAME, "checkpoints", execution)
    model = await jp_serverapp.contents_manager.get(NAME)
    (cell,) = model["content"]["cells"]
    assert cell["outputs"] != []
    assert cell["metadata"].get("trusted") is False


async def test_what_is_not_of_this_notebook_is_refused(notebook: Start, jp_fetch: Fetch) -> None:
    running = await notebook("a = 1")
    execution = (await running.run("a = 1"))["row"]["execution"]
    body = json.dumps({"copy_from": NAME})
    await jp_fetch("api/contents", method="POST", body=body)
    for path, id_, status in (
        ("study-Copy1.ipynb", execution, 404),
        (NAME, "nosuch", 404),
        (NAME, "0" * 64, 404),
    ):
        with pytest.raises(HTTPClientError) as refused:
            await post(jp_fetch, path, "checkpoints", id_)
        assert refused.value.code == status
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(f"api/contents/{NAME}/checkpoints/{execution}", method="DELETE")
    assert refused.value.code == 403
    assert await sources(jp_fetch) == ["a = 1"]


async def test_a_damaged_store_leaves_the_copies_and_saving_as_they_are(
    jp_fetch: Fetch, jp_root_dir: Path, home: Path
) -> None:
    write(home / "store.json", "not JSON")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1")])
    write(jp_root_dir / NAME, nbformat.writes(notebook))
    await post(jp_fetch, NAME, "checkpoints")
    await save(jp_fetch, "a = 2")
    assert await listed(jp_fetch) == ["checkpoint"]
    assert await sources(jp_fetch) == ["a = 2"]


async def rename(jp_fetch: Fetch, old: str, new: str) -> None:
    await jp_fetch(f"api/contents/{old}", method="PATCH", body=json.dumps({"path": new}))


def copies(*folders: Path) -> list[str]:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in found if "-checkpoint" in path.name or "@" in path.name)


@pytest.fixture(params=["extension off", "no folder", "no answer"])
def trouble(request: Any, home: Path, jp_serverapp: Any, monkeypatch: Any) -> None:
    """Leave the setting in place, and take away what it needs."""
    settings = jp_serverapp.web_app.settings
    if request.param == "extension off":
        settings.pop(STORE)
    elif request.param == "no folder":
        write(home / "saved", "a file where the folder of the copies would be")
    else:
        monkeypatch.setattr(settings[STORE], "core", Mock(side_effect=RuntimeError("broken")))


async def test_files_are_saved_renamed_and_deleted_whatever_fails_here(
    jp_fetch: Fetch, jp_root_dir: Path, home: Path, trouble: None
) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1")])
    write(jp_root_dir / NAME, nbformat.writes(notebook))
    await save(jp_fetch, "a = 2")
    await post(jp_fetch, NAME, "checkpoints")
    await save(jp_fetch, "a = 3")
    await rename(jp_fetch, NAME, "new.ipynb")
    assert await listed(jp_fetch, "new.ipynb") == ["checkpoint"]
    await post(jp_fetch, "new.ipynb", "checkpoints", "checkpoint")
    assert await sources(jp_fetch, "new.ipynb") == ["a = 2"]
    await post(jp_fetch, "new.ipynb", "checkpoints", "before-revert")
    assert await sources(jp_fetch, "new.ipynb") == ["a = 3"]
    await jp_fetch("api/contents/new.ipynb", method="DELETE")
    assert copies(jp_root_dir, home) == []


async def test_what_fails_is_told_once(
    jp_fetch: Fetch, jp_root_dir: Path, jp_serverapp: Any, caplog: Any
) -> None:
    jp_serverapp.web_app.settings.pop(STORE)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1")])
    write(jp_root_dir / NAME, nbformat.writes(notebook))
    jp_serverapp.contents_manager.checkpoints.log = logging.getLogger("checkpoints")
    for source in ("a = 2", "a = 3"):
        await save(jp_fetch, source)
    told = [each.message for each in caplog.records if each.name == "checkpoints"]
    assert len(told) == 1
    assert "is not running" in told[0]


async def test_any_revert_keeps_what_it_replaces(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    file = jp_root_dir / "notes.txt"
    write(file, "saved")
    file.chmod(0o700)
    await post(jp_fetch, "notes.txt/checkpoints")
    write(file, "edited")
    await post(jp_fetch, "notes.txt/checkpoints/checkpoint")
    write(file, "an hour of work")
    await post(jp_fetch, "notes.txt/checkpoints/before-revert")
    assert file.read_text() == "edited"
    assert (await listed(jp_fetch, "notes.txt"))[-1] == "before-revert"
    await post(jp_fetch, "notes.txt/checkpoints/before-revert")
    assert file.read_text() == "an hour of work"
    assert file.stat().st_mode & 0o777 == 0o700


def texts(home: Path) -> list[str]:
    return [path.read_text() for path in home.rglob("@*")]


async def test_a_full_disk_spoils_no_copy_and_stops_no_save(
    jp_fetch: Fetch, jp_root_dir: Path, home: Path, monkeypatch: Any
) -> None:
    def full(source: Any, target: Any, **options: Any) -> None:
        if home in Path(target).parents:
            Path(target).write_text("ha")
            raise OSError(errno.ENOSPC, "No space left on device")
        Path(target).write_bytes(Path(source).read_bytes())

    file = jp_root_dir / "notes.txt"
    write(file, "first")
    await post(jp_fetch, "notes.txt/checkpoints")
    monkeypatch.setattr(shutil, "copyfile", full)
    write(file, "second")
    await post(jp_fetch, "notes.txt/checkpoints")
    assert texts(home) == ["first"]
    write(file, "third")
    await post(jp_fetch, "notes.txt/checkpoints/checkpoint")
    assert file.read_text() == "second"


async def test_a_rename_to_the_same_name_keeps_the_copies(
    jp_fetch: Fetch, jp_root_dir: Path, jp_serverapp: Any
) -> None:
    write(jp_root_dir / "notes.txt", "first")
    await post(jp_fetch, "notes.txt/checkpoints")
    await jp_serverapp.contents_manager.rename("notes.txt", "notes.txt")
    assert await listed(jp_fetch, "notes.txt") == ["checkpoint"]


def test_another_contents_manager_keeps_its_own_checkpoints(tmp_path: Path, caplog: Any) -> None:
    manager = LargeFileManager(root_dir=str(tmp_path), checkpoints_class=MMCheckpoints)
    write(tmp_path / NAME, nbformat.writes(nbformat.v4.new_notebook()))
    manager.save(manager.get(NAME), NAME)
    assert type(manager.checkpoints) is FileCheckpoints
    assert "asynchronous" in caplog.text
