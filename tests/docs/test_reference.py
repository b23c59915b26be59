"""The generated pages of commands and settings say what the page itself uses."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
SCHEMAS = sorted((ROOT / "labextension" / "schema").glob("*.json"))
COMMANDS = ROOT / "labextension" / "src" / "commands"


def test_the_pages_are_current() -> None:
    run = subprocess.run(
        ["node", "scripts/reference.mjs", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}{run.stderr}run: make generate"


def test_every_command_has_a_section_with_its_arguments() -> None:
    sources = "".join(path.read_text() for path in COMMANDS.glob("*.ts"))
    ids = set(re.findall(r": '(jupyter-mm:[a-z0-9-]+)'", sources))
    page = (REFERENCE / "commands.md").read_text()
    assert len(ids) > 20
    assert ids == set(re.findall(r"(?m)^`(jupyter-mm:[a-z0-9-]+)`", page))
    assert "| `ref` | text |" in page


def test_every_setting_has_a_line_with_its_default() -> None:
    page = (REFERENCE / "settings.md").read_text()
    schemas = [json.loads(path.read_text()) for path in SCHEMAS]
    settings = [item for schema in schemas for item in schema.get("properties", {}).items()]
    assert len(settings) >= 10
    for name, setting in settings:
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"`{json.dumps(setting['default'], separators=(',', ':'))}`" in line
        assert setting["title"] in line
