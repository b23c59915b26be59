from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import timeit
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jupyter_mm.kernel.effects import READERS, OutsideEffects, cleaned
from jupyter_mm.kernel.talking.server_link import ServerLink
from tests.unit.kernel.sending import SESSION, Server

HEARD: list[OutsideEffects] = []


@pytest.fixture(scope="session", autouse=True)
def _hook() -> None:
    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in READERS:
            for effects in HEARD:
                effects.note(event, arguments)

    sys.addaudithook(audit)


@contextmanager
def hearing(*left_out: str, own: set[int] | None = None) -> Iterator[OutsideEffects]:
    effects = OutsideEffects(left_out, set() if own is None else own)
    effects.start()
    HEARD.append(effects)
    try:
        yield effects
    finally:
        HEARD.remove(effects)
        effects.stop()


def told(effects: OutsideEffects) -> list[tuple[str, str]]:
    return [(effect.kind, effect.detail) for effect in effects.found()]


def test_files_that_are_written_and_removed_are_told_once_each(tmp_path: Path) -> None:
    place = tmp_path / "out.csv"
    with hearing() as effects:
        for _ in range(3):
            place.write_text("x")
        place.read_text()
        place.rename(tmp_path / "moved.csv")
        Path(tmp_path / "moved.csv").unlink()
        (tmp_path / "folder").mkdir()
    assert told(effects) == [
        ("file written", str(place)),
        ("file written", str(tmp_path / "moved.csv")),
        ("file removed", str(tmp_path / "moved.csv")),
        ("file written", str(tmp_path / "folder")),
    ]


def test_reading_is_no_effect(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("x")
    with hearing() as effects:
        (tmp_path / "in.csv").read_text()
        list(tmp_path.iterdir())
    assert told(effects) == []


def test_a_process_is_told_by_its_name_without_its_arguments() -> None:
    with hearing() as effects:
        subprocess.run([sys.executable, "-c", "", "--password=secret"], check=True)
        subprocess.run("TOKEN=secret true --key secret", shell=True, check=True)  # noqa: S602  # as users do
        os.system("true secret")  # noqa: S605  # as users do
    assert told(effects) == [
        ("process started", Path(sys.executable).name),
        ("process started", "true"),
    ]


def test_a_connection_is_told_by_host_and_port_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with hearing() as effects, socket.create_connection(("localhost", port)):
            pass
        with hearing() as direct, socket.socket() as client:
            client.connect(("127.0.0.1", port))
    assert told(effects) == [("network", f"localhost:{port}")]
    assert told(direct) == [("network", f"127.0.0.1:{port}")]


def test_a_database_is_told_unless_it_lies_in_memory(tmp_path: Path) -> None:
    with hearing() as effects:
        sqlite3.connect(":memory:").close()
        sqlite3.connect(tmp_path / "a.db").close()
    assert told(effects) == [("database", str(tmp_path / "a.db"))]


def test_our_threads_and_folders_do_not_count(tmp_path: Path) -> None:
    own: set[int] = set()

    def ours() -> None:
        own.add(threading.get_ident())
        (tmp_path / "ours").write_text("x")

    with hearing(f"{tmp_path}/left/", own=own) as effects:
        thread = threading.Thread(target=ours)
        thread.start()
        thread.join()
        (tmp_path / "left").mkdir()
        (tmp_path / "left" / "out").write_text("x")
        with Path(os.devnull).open("w") as nowhere:
            nowhere.write("x")
    assert told(effects) == [("file written", str(tmp_path / "left"))]


def test_there_are_at_most_fifty(tmp_path: Path) -> None:
    with hearing() as effects:
        for number in range(60):
            (tmp_path / str(number)).touch()
    assert len(effects.found()) == 50


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("https://me:secret@host/path", "https://host/path"),
        ("a\nb\x1b[31m", "a b [31m"),
        ("x" * 300, "x" * 199 + "…"),
        ("\ud800", "?"),
    ],
)
def test_details_are_one_line_without_logins(detail: str, shown: str) -> None:
    assert cleaned(detail) == shown


def test_a_name_relative_to_a_folders_descriptor_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "inner.txt").touch()
    with hearing() as effects:
        shutil.rmtree(tmp_path / "tree")
    assert told(effects) == [("file removed", str(tmp_path / "tree"))]


def test_when_the_working_folder_is_gone_a_name_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    effects = OutsideEffects((), set())
    effects.start()
    effects.note("os.remove", ("some.txt", -1))
    assert told(effects) == [("file removed", "some.txt")]


def test_odd_arguments_of_events_do_not_fail() -> None:
    class Odd:
        def __str__(self) -> str:
            raise RuntimeError

        __fspath__ = __repr__ = __str__

    given: list[tuple[object, ...]] = [(Odd(), Odd(), Odd()), (3, None, 1), (b"\xff", b"w", 0)]
    effects = OutsideEffects((), set())
    effects.start()
    for event in READERS:
        for arguments in given:
            effects.note(event, arguments)


def test_an_event_that_says_nothing_costs_less_than_a_microsecond() -> None:

    effects = OutsideEffects((), set())
    effects.start()
    assert min(timeit.repeat(lambda: effects.note("import", ()), number=1000, repeat=20)) < 1e-3


def test_what_we_ask_our_server_is_no_effect_of_the_cell(tmp_path: Path) -> None:
    with closing(Server(tmp_path)) as server:
        link = ServerLink(server.file)
        with hearing(own=link.own_threads) as effects:
            assert link.post("session", SESSION)
            assert told(effects) == []
            assert link.own_threads == set()
            link.own_threads = set()
            assert link.post("session", SESSION)
            assert told(effects) != []  # so it would look if it were taken for the cell's
