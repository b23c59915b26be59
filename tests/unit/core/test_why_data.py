"""Why a metric changed, where data or packages did."""

from __future__ import annotations

from pathlib import Path

from jupyter_mm.core.context import Core
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from tests.unit.core.asking_why import Notebook, asked, of
from tests.unit.core.using import lock_with, used


def test_a_file_that_changed_is_proved_by_a_pair(
    core: Core, book: Notebook, tmp_path: Path
) -> None:
    path = tmp_path / "churn.csv"
    path.write_text("a\n1\n")
    before = book.round(0.93, used(core, path))
    path.write_text("a\n1\n2\n")
    after = book.round(0.90, used(core, path))
    (cause,) = asked(core, before, after).causes
    assert (cause.kind, cause.name, cause.verdict) == ("data", str(path), "proved")


def test_a_file_that_the_cells_wrote_themselves_is_no_cause(
    core: Core, book: Notebook, tmp_path: Path
) -> None:
    path = tmp_path / "features.bin"

    def round_of(text: str, size: str) -> Digest:
        path.write_text(text)
        book.cell("make", f"make({size})", used(core, path, "w"), changed=())
        return book.round(float(size), used(core, path))

    found = asked(core, round_of("a", "1"), round_of("b", "2"))
    assert [(one.kind, one.text) for one in found.causes] == [("parameter", "make 1 → 2")]


def test_a_file_that_other_cells_read_is_ruled_out(
    core: Core, book: Notebook, tmp_path: Path
) -> None:
    path = tmp_path / "logo.png"
    path.write_text("a")
    book.cell("logo", "logo = plt.imread(name)", used(core, path), changed=("logo",))
    before = book.round(0.91)
    path.write_text("bb")
    book.cell("logo", "logo = plt.imread(name)", used(core, path), changed=("logo",))
    after = book.round(0.93, depth="depth = 12")
    cause = of(asked(core, before, after), str(path))
    assert (cause.verdict, cause.reason) == ("ruled out", "No cell that acc came from read it.")


def test_a_package_is_proved_when_nothing_else_differs(
    core: Core, book: Notebook, tmp_path: Path
) -> None:
    before = book.round(0.91)
    book.lock = lock_with(tmp_path / "new", probe="2.0", other="1.0")
    after = book.round(0.88)
    (cause,) = asked(core, before, after).causes
    assert (cause.kind, cause.name, cause.text) == ("environment", "probe", "1.0 → 2.0")
    assert cause.verdict == "proved"


def test_an_environment_that_is_not_known_proves_nothing(core: Core) -> None:
    book = Notebook(core, None)
    found = asked(core, book.round(0.91), book.round(0.93, depth="depth = 12"))
    assert [one.verdict for one in found.causes] == ["plausible"]
    assert found.notes == ("The environment is not known at one side.",)


def test_data_without_a_digest_proves_nothing_and_is_said(core: Core, book: Notebook) -> None:
    big = DataRef(path="/big.bin", mode="r", size_bytes=1, mtime_ns=1, digest=None, reason="busy")
    found = asked(core, book.round(0.91, big), book.round(0.93, big, plot="colour = 'blue'"))
    assert found.notes == ("The content of /big.bin was not recorded.",)
    assert {one.verdict for one in found.causes} == {"plausible"}
