"""A flipped bit is an error that names what it hit, never a wrong answer."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.blobs.packs import packs_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import (
    list_history,
    show_checkpoint,
    show_execution,
    show_notebook,
)
from jupyter_mm.core.latest_outputs import latest_outputs
from jupyter_mm.core.needs import Needs
from jupyter_mm.core.verify import verify_store
from jupyter_mm.core.wire import decode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.capture import Capture
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import MMError
from jupyter_mm.testing.stores import ACTOR, open_store
from tests.formats.make_golden import fill

FLIPS = 120
SESSION = "5e" * 16


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "store"
    with open_store(home) as core:
        fill(core)
    return home


def questions(core: Core) -> dict[str, Callable[[], object]]:
    asked: dict[str, Callable[[], object]] = {
        "all": lambda: list_history(core, ACTOR, HistoryQuery()),
        "of the notebook": lambda: list_history(core, ACTOR, HistoryQuery(notebook="golden.ipynb")),
        "good ones": lambda: list_history(core, ACTOR, HistoryQuery(where="acc>0.9")),
        "outputs": lambda: latest_outputs(core, ACTOR, "golden.ipynb"),
    }
    for id_ in ("golden-1", "golden-2", "golden-3"):
        asked[f"{id_} shown"] = lambda id_=id_: show_execution(core, ACTOR, id_)  # type: ignore[misc]
        asked[f"{id_} notebook"] = lambda id_=id_: show_notebook(core, ACTOR, id_)  # type: ignore[misc]
    for ref in ("now", "best", "best:acc"):
        asked[ref] = lambda ref=ref: show_checkpoint(core, ACTOR, ref, session=SESSION)  # type: ignore[misc]
    return asked


def answers(core: Core) -> dict[str, Any]:
    """Return every answer, or the kind of its error."""
    found: dict[str, Any] = {}
    for name, ask in questions(core).items():
        try:
            found[name] = json.loads(canonical.dumps(ask()))
        except MMError as error:
            found[name] = error.kind
    return found


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with one bit changed; mostly where there is something."""
    used = [place for place, byte in enumerate(content) if byte] or [0]
    place = chance.choice(used) if chance.random() < 0.8 else chance.randrange(len(content))
    changed = bytearray(content)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_a_flipped_bit_in_the_catalog_is_never_part_of_an_answer(
    whole: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(whole, tmp_path / "store")
    with open_store(home) as core:
        right = answers(core)
    content = (home / "catalog.sqlite").read_bytes()
    chance = random.Random(20261121)  # chosen so that a failure can be repeated
    noticed = 0
    for _ in range(FLIPS):
        for left in home.glob("catalog.sqlite-*"):
            left.unlink()
        (home / "catalog.sqlite").write_bytes(flipped(content, chance))
        try:
            with open_store(home) as core:
                given = answers(core)
                wrong = [name for name, answer in given.items() if answer != right[name]]
                told = {name for name in wrong if given[name] == "corrupt"}
                # A damaged index may hide rows: that is what verify is for.
                hidden = set(wrong) - told
                assert not hidden or verify_store(core, ACTOR).damage
                assert all(is_part(given[name], right[name]) for name in hidden)
                noticed += bool(wrong)
        except MMError as error:
            assert error.kind in {"corrupt", "store_unavailable"}  # noqa: PT017  # either is told
            noticed += 1
    assert noticed > FLIPS // 8


def is_part(given: Any, right: Any) -> bool:
    """Return whether an answer says less than the right one, and nothing else."""
    if isinstance(given, str):
        return given in {"not_found", "ambiguous", "store_unavailable", "invalid"}
    for rows in ("rows", "cells"):
        if rows in given:
            return all(row in right[rows] for row in given[rows])
    return "checkpoint" in given  # another checkpoint that is itself verified


def blobs_that_wait(core: Core, home: Path) -> frozenset[Digest]:
    """Return the blobs of the record that is still in the outbox: no checkpoint names them."""
    (path,) = Outbox(home).pending()
    needs = Needs(core.blobs)
    checkpoint = decode(Capture, Outbox(home).read(path)[1]).checkpoint
    assert checkpoint is not None
    needs.add_checkpoint(checkpoint)
    return frozenset(needs.digests())


def overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def test_a_flipped_bit_in_any_blob_is_an_error_that_names_it(whole: Path, tmp_path: Path) -> None:
    home = shutil.copytree(whole, tmp_path / "store")
    chance = random.Random(20261121)  # as above
    with open_store(home) as core:
        right = answers(core)
        waiting = blobs_that_wait(core, home)
        for digest in sorted(core.blobs.digests()):
            ((pack, row),) = packs_of(home).places(bytes.fromhex(digest))
            content = pack.path.read_bytes()[row.offset : row.offset + row.stored]
            overwrite(pack.path, row.offset, flipped(content, chance))
            with pytest.raises(MMError, match=digest):
                core.blobs.get(digest)
            given = answers(core)
            assert all(given[name] in (right[name], "corrupt") for name in given)
            named = {damage.name for damage in verify_store(core, ACTOR).damage}
            assert digest in named or digest in waiting
            overwrite(pack.path, row.offset, content)
