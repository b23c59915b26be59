"""What is committed: no machine of ours, no download address, nothing left for later."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {".gif", ".ico", ".png", ".pickle", ".db"}
SOURCE = {".py", ".ts", ".tsx", ".css", ".mjs", ".cjs", ".mts", ".toml", ".yaml", ".yml", ""}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Return `path:number: line` of every match."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if wanted.search(line)
    ]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = tracked()
    assert len(found) > 50
    return found


def test_no_file_knows_where_the_checkout_lies(files: list[Path]) -> None:
    places = "|".join(re.escape(f"{place}/") for place in (ROOT, Path.home()))
    assert lines_with(places, files) == []


def test_no_lock_or_configuration_names_a_download_address(files: list[Path]) -> None:
    names = {"package-lock.json", "package.json", ".npmrc", "pyproject.toml", "constraints.txt"}
    chosen = [path for path in files if path.name in names]
    assert {path.name for path in chosen} == names
    assert (
        lines_with(r'"resolved"|\bregistry\s*=|index-url|find-links|\.(?:tgz|whl)\b', chosen) == []
    )


def test_nothing_is_left_for_later(files: list[Path]) -> None:
    chosen = [path for path in files if path.suffix in SOURCE]
    assert lines_with(r"\b(?:T[O]DO|FIX[M]E|X{3})\b", chosen) == []


def test_no_test_is_passed_over(files: list[Path]) -> None:
    tests = [path for path in files if "test" in path.parts[len(ROOT.parts)] or "test" in path.name]
    tests += [path for path in files if "labextension" in path.parts]
    # A condition with its reason (no right to mount, say) is another matter: skipif.
    python = r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)\b"
    script = r"\b(?:it|test|describe)\.(?:skip|only|t[o]do)\b"
    assert lines_with(f"{python}|{script}", tests) == []


def test_no_notebook_keeps_an_output(files: list[Path]) -> None:
    books = [path for path in files if path.suffix == ".ipynb"]
    assert len(books) >= 7
    assert lines_with(r'"output_type"|"execution_count": \d', books) == []
