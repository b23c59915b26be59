"""The documentation builds without a warning and asks nobody else for anything."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\bsrc="(https?:)?//[^"]*"|<link[^>]*\bhref="(https?:)?//"""
)
PICTURE = re.compile(r"<img[^>]*>")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        [ROOT / "scripts" / "docs", place], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return place


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def test_every_page_of_the_folder_becomes_a_page_of_the_site(site: Path) -> None:
    sources = (ROOT / "docs").rglob("*.md")
    names = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in sources}
    assert names
    assert names <= {path.relative_to(site) for path in pages(site)}


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    found = {path.name: LOADED.findall(path.read_text()) for path in pages(site)}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_every_picture_says_in_words_what_it_shows(site: Path) -> None:
    pictures = [tag for path in pages(site) for tag in PICTURE.findall(path.read_text())]
    assert [tag for tag in pictures if not re.search(r'alt="[^"]{12,}"', tag)] == []
