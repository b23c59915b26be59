"""Codecs of others: found by entry point, asked first, turned off when they fail."""

from __future__ import annotations

import re
import sys
from importlib import invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.kernel.codecs import registry
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from jupyter_mm.kernel.keeping.warming import warm_up
from tests.unit.kernel.codecs.trip import Trip

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/reference/codecs.md").read_text()


def block(name: str) -> str:
    """Return the code that the page shows for a file."""
    found = re.search(rf"`{re.escape(name)}`.*?:\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages with the example of the page."""
    (tmp_path / "probe.py").write_text(block("probe.py"))
    (tmp_path / "probe_codec.py").write_text(block("probe_codec.py"))
    install(tmp_path, "probe-codec", "probe = probe_codec")
    monkeypatch.syspath_prepend(tmp_path)
    forget()
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(("probe", "broken"))]:
        del sys.modules[name]
    monkeypatch.undo()
    forget()


def install(folder: Path, name: str, entry: str) -> None:
    """Leave what an installer leaves of a package."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{entry}\n")
    (info / "RECORD").write_text("")


def forget() -> None:
    invalidate_caches()
    registry.forget()


def trace(size: int = 50_000) -> Any:
    import probe  # type: ignore[import-not-found]  # noqa: PLC0415  # the example's library

    return probe.Trace(bytearray(range(250)) * (size // 250))


def test_the_example_of_the_page_works(folder: Path) -> None:
    whole = trace()
    pickled = Trip().out({"whole": whole, "part": whole.window(10, 20)})
    assert len(pickled.buffers) == 1
    assert pickled.owners == {id(whole.memory): {id(whole), *pickled.owners[id(whole.memory)]}}
    found = Trip().back(pickled)
    found["whole"].memory[12] = 99
    assert found["part"].memory[found["part"].start + 2] == 99


def test_its_notes_and_refusals_are_passed_on(folder: Path) -> None:
    noted = trace()
    noted.device = "scope"
    assert Trip().out({"x": noted}).notes == ["comes back without its instrument"]
    noted.device = "recording"
    with pytest.raises(NotKeptError, match="stop it first"):
        Trip().out({"x": noted})
    assert registry.troubles() == {}


def test_a_codec_is_not_imported_before_its_library_is_met(folder: Path) -> None:
    Trip().out({"x": [Path("x"), re.compile("y")]})
    assert "probe_codec" not in sys.modules


@pytest.mark.parametrize(
    "code",
    [
        "raise RuntimeError('import')",
        "libraries = ('probe',)",
        "libraries = ('other',)\ndef reduce(obj, context): return None",
        "libraries = ('probe',)\ndef reduce(obj, context): raise KeyError('asked')",
    ],
    ids=["import", "no reduce", "another library", "asked"],
)
def test_a_broken_codec_is_turned_off_and_costs_nothing_else(folder: Path, code: str) -> None:
    (folder / "broken_codec.py").write_text(code)
    install(folder, "broken", "probe = broken_codec")
    forget()
    for _ in range(2):
        assert Trip().out({"x": trace()}).buffers  # the other one does it
    assert list(registry.troubles()) == ["broken_codec"]


def test_a_codec_may_be_a_class(folder: Path) -> None:
    (folder / "broken_class.py").write_text(
        "class Codec:\n"
        "    name, libraries = 'x', ('probe',)\n"
        "    def reduce(self, obj, context): return str, ('by the class',)\n"
    )
    (folder / "probe_codec-1.0.dist-info" / "entry_points.txt").unlink()
    install(folder, "broken", "probe = broken_class:Codec")
    forget()
    assert Trip().both({"x": trace()}) == {"x": "by the class"}


def test_codecs_are_looked_for_while_the_user_types(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up()
    monkeypatch.setattr("importlib.metadata.entry_points", None)  # nobody asks again
    assert Trip().out({"trace": trace()}).stream.count(b"probe_codec")
