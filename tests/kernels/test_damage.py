"""What is damaged, foreign or not written never costs the values that are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.domain.digest import Digest
from jupyter_mm.testing.damage import damage_blob
from tests.kernels.kept import group_of, records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel


def damaged(home: Path, name: str) -> str:
    """Damage the stored stream of a variable in the last state; return its digest."""
    digest: str = group_of(home, records(home, "capture")[-1], name)["stream"]["digest"]
    damage_blob(home, Digest.parse(digest), b"not what was kept")
    return digest


def test_a_damaged_blob_leaves_the_namespace_whole_and_is_named(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("good = [1]; bad = ['to be damaged']\n%mm_checkpoint -t base")
    kernel.settle()
    digest = damaged(home, "bad")
    kernel.ok("good = [2]; bad = 3")
    answer = kernel.run("%mm_checkout base")
    assert answer.status == "error"
    assert digest in answer.stderr
    assert kernel.value("(good, bad)") == "([2], 3)"


def test_state_signed_by_another_key_is_never_unpickled(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(
        "import pathlib\n"
        "class Trap:\n"
        "    def __reduce__(self): return (pathlib.Path('trapped').touch, ())\n"
        "trap = Trap()\n%mm_checkpoint -t trap"
    )
    kernel.settle()
    key = home / "keys" / "local.key"
    key.chmod(0o600)
    key.write_bytes(bytes(32))
    kernel.ok("trap = None")
    answer = kernel.run("%mm_checkout trap")
    assert "signed with another key" in answer.stderr
    assert kernel.value("trap") == "None"
    assert not (home.parent / "trapped").exists()


def test_a_value_that_fails_to_load_leaves_the_namespace_whole(kernel: LiveKernel) -> None:
    kernel.ok(
        "class Once:\n"
        "    def __setstate__(self, state): raise ValueError('not again')\n"
        "    def __getstate__(self): return {'a': 1}\n"
        "good = [1]; once = Once()\n%mm_checkpoint -t base"
    )
    kernel.ok("good = [2]; once = None")
    answer = kernel.run("%mm_checkout base")
    assert "once cannot be loaded (ValueError: not again)" in answer.stderr
    assert kernel.value("(good, once)") == "([2], None)"


def test_state_that_could_not_be_written_is_not_destroyed_by_a_restore(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok("x = 1\n%mm_checkpoint -t one")
    kernel.ok("x = 2")
    kernel.settle()
    (home / "tmp").rmdir()
    (home / "tmp").write_text("no folder")
    kernel.ok("x = 'hours of work'")
    kernel.settle()
    refused = kernel.run("%mm_checkout one")
    assert refused.status == "error"
    assert kernel.value("x") == "'hours of work'"
    (home / "tmp").unlink()
    (home / "tmp").mkdir()
    kernel.ok("%mm_checkout one")
    assert kernel.value("x") == "1"
    kernel.ok("%mm_undo")
    assert kernel.value("x") == "'hours of work'"


def test_every_blob_is_verified_before_the_first_is_unpickled(
    kernel: LiveKernel, home: Path
) -> None:
    kernel.ok(
        "import pathlib\n"
        "class Loud:\n"
        "    def __getstate__(self): return {'a': 1}\n"
        "    def __setstate__(self, state): pathlib.Path('unpickled').touch()\n"
        "a = Loud(); b = ['to be damaged']\n%mm_checkpoint -t base"
    )
    kernel.settle()
    damaged(home, "b")
    kernel.ok("a = b = None")
    assert kernel.run("%mm_checkout base").status == "error"
    assert not (home.parent / "unpickled").exists()
