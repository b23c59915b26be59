"""Any history of writers, crashes and damage: what was acknowledged and is undamaged comes back."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jupyter_mm.blobs import pack_writer, packs
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.packs import Packs
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError, NotFoundError

FULL_ROWS = 12
NAMES = random.Random()
CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda byte, size: bytes([byte]) * size, st.integers(0, 3), st.integers(0, 90_000)),
    st.builds(
        lambda seed, size: (digest_of(b"%d" % seed).encode() * 1200)[:size],
        st.integers(0, 5),
        st.integers(60_000, 70_000),
    ),
)
WHO = st.integers(0, 2)


class Histories(RuleBasedStateMachine):  # noqa: PLR0904  # a rule for each event
    """Three processes on one store, of which each may end or be killed at any time."""

    def __init__(self) -> None:
        super().__init__()
        NAMES.seed(0)  # the same history makes the same packs
        self.home = Path(tempfile.mkdtemp()) / "store"
        open_home(self.home)
        self.processes = [self.started() for _ in range(3)]
        self.held: dict[Digest, bytes] = {}
        self.doubtful: set[Digest] = set()

    def started(self) -> FolderStore:
        store = FolderStore(self.home)
        store._found = Packs(self.home)
        return store

    def teardown(self) -> None:
        for store in self.processes:
            store.close()
        shutil.rmtree(self.home.parent)

    def packs(self) -> list[Path]:
        return sorted((self.home / "packs").glob("*.pack"))

    def free_packs(self) -> list[Path]:
        """Return the packs that no process has open."""
        writers = [store._packs()._writer for store in self.processes]
        taken = {writer.pack.path for writer in writers if writer is not None}
        return [path for path in self.packs() if path not in taken]

    @rule(who=WHO, contents=st.lists(CONTENTS, max_size=5))
    def put(self, who: int, contents: list[bytes]) -> None:
        names = self.processes[who].put_many(contents)
        self.held.update(zip(names, contents, strict=True))

    @rule(who=WHO)
    def end(self, who: int) -> None:
        self.processes[who].close()
        self.processes[who] = self.started()

    @rule(who=WHO, contents=st.lists(CONTENTS, min_size=1, max_size=3), cut=st.integers(0, 200_000))
    def kill(self, who: int, contents: list[bytes], cut: int) -> None:
        """End a process in the middle of a batch: its tail is lost, or the mark only."""
        store = self.processes[who]
        before = {path: path.stat().st_size for path in self.packs()}
        store.put_many(contents)
        writer = store._packs()._writer
        if (
            writer is not None
            and writer.pack.unindexed
            and writer.pack.path.stat().st_size > before.get(writer.pack.path, 64)
        ):
            path = writer.pack.path
            start = before.get(path, 64)
            os.truncate(path, max(start, path.stat().st_size - max(cut, 1)))
        else:  # all of it was known, or has an index already, which comes after the mark
            self.held.update((digest_of(content), content) for content in contents)
        self.end(who)

    @rule(who=WHO, junk=st.binary(min_size=1, max_size=300))
    def junk(self, who: int, junk: bytes) -> None:
        """Leave bytes behind that mean nothing."""
        self.end(who)
        for path in self.free_packs()[:1]:
            with path.open("ab") as file:
                file.write(junk)

    @rule(chance=st.integers(0, 1 << 30))
    def lose_an_index(self, chance: int) -> None:
        found = sorted((self.home / "packs").glob("*.idx"))
        if found:
            found[chance % len(found)].unlink()

    @rule(chance=st.integers(0, 1 << 30))
    def damage(self, chance: int) -> None:
        """Change a byte of a blob."""
        if not self.held:
            return
        name = sorted(self.held)[chance % len(self.held)]
        for pack, row in self.started()._packs().places(bytes.fromhex(name)):
            if row.stored:
                with pack.path.open("r+b") as file:
                    file.seek(row.offset + chance % row.stored)
                    byte = file.read(1)
                    file.seek(-1, os.SEEK_CUR)
                    file.write(bytes([byte[0] ^ 1]))
        self.doubtful.add(name)

    @rule(who=WHO)
    def look(self, who: int) -> None:
        self.check(self.processes[who])

    @invariant()
    def everything_is_there(self) -> None:
        self.check(self.started())

    def check(self, store: FolderStore) -> None:
        assert store.missing(self.held) <= self.doubtful
        for name, content in self.held.items():
            try:
                assert store.get(name) == content
            except (CorruptError, NotFoundError):
                assert name in self.doubtful
        listed = list(store.digests())
        assert listed == sorted(set(listed))


@pytest.fixture(autouse=True)
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_writer, "FULL_ROWS", FULL_ROWS)
    monkeypatch.setattr(packs, "INDEX_FROM", FULL_ROWS // 2)
    named = SimpleNamespace(token_hex=lambda size: NAMES.randbytes(size).hex())
    monkeypatch.setattr(pack_writer, "secrets", named)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
