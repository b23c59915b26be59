"""What the documentation names exists: commands, magics, functions, verbs, words on the screen."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import jupyter_mm
from jupyter_mm.cli.grammar import parser
from jupyter_mm.kernel.talking.verbs import SKIP, VERBS

ROOT = Path(__file__).parents[2]
GENERATED = {"cli.md", "commands.md", "magics.md", "operations.md", "settings.md"}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = [path for path in PAGES if path.name not in GENERATED]
TOLD = [path for path in WRITTEN if path.parent.name in {"howto", "tutorial"}]
NOT_COMMANDS = {"jupyter-mm:plugin", "jupyter-mm:sidebar", "jupyter-mm:experiments"}
LABS_OWN = {
    "Run All Cells",
    "Revert Notebook to Checkpoint…",
    "File",
    "Edit",
    "View",
    "Run",
    "Kernel",
    "Settings",
    "Settings Editor",
}


def found(pattern: str, paths: list[Path]) -> set[str]:
    return {hit for path in paths for hit in re.findall(pattern, path.read_text())}


def verbs(command: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """Yield `history`, `env`, `env show` and so on."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"{before}{name}"
                yield from verbs(below, f"{before}{name} ")


def test_commands_exist() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()
    ids = found(r"\bjupyter-mm:[a-z][a-z0-9-]+", WRITTEN) - NOT_COMMANDS
    assert {name for name in ids if f"`{name}`" not in page} == set()


def test_magics_exist() -> None:
    assert found(r"%mm_([a-z_]+)", WRITTEN) <= {verb.name for verb in (*VERBS, SKIP)}


def test_functions_exist() -> None:
    assert found(r"\bmm\.([a-z_]+)\(", WRITTEN) <= set(jupyter_mm.PUBLIC)


def test_verbs_of_the_command_line_exist() -> None:
    known = set(verbs(parser()))
    named = found(r"(?m)(?:`|^|\$ )jupyter mm ([a-z]+(?: [a-z]+)?)", WRITTEN)
    assert named
    assert {name for name in named if name not in known and name.split()[0] not in known} == set()


@pytest.mark.parametrize("path", TOLD, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_words_of_the_screen_are_on_the_screen(path: Path) -> None:
    sources = [
        *(ROOT / "labextension/src").rglob("*.ts*"),
        ROOT / "labextension/schema/plugin.json",
    ]
    screen = " ".join(source.read_text().replace("\\'", "'") for source in sources)
    text = re.sub(r"`[^`]*`", "", re.sub(r"(?s)```.*?```", "", path.read_text()))
    named = {
        word.strip()
        for italic in re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", text)
        for word in italic.split("→")
    }
    assert {word for word in named - LABS_OWN if word not in screen} == set()
