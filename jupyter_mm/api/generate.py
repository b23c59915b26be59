"""Write what follows from the table: `python -m jupyter_mm.api.generate [--check]`.

Run it in a checkout with node_modules: the TypeScript types come from openapi-typescript.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_mm.api import openapi, reference

ROOT = Path(__file__).parents[2]
TYPES = Path("labextension/src/api/schema.d.ts")
OPENAPI = Path("docs/reference/openapi.json")
OPERATIONS = Path("docs/reference/operations.md")


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with `--check` name those that are not current; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m jupyter_mm.api.generate")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    check = parser.parse_args(arguments).check
    made = generated()
    stale = [path for path, text in made.items() if not _holds(ROOT / path, text)]
    for path in stale:
        sys.stdout.write(f"{'stale' if check else 'wrote'}: {path}\n")
        if not check:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(made[path], encoding="utf-8")
    return 1 if check and stale else 0


def generated() -> dict[Path, str]:
    """Return path below the checkout and text of every generated file."""
    spec = json.dumps(openapi.document(), indent=2, ensure_ascii=False) + "\n"
    return {OPENAPI: spec, OPERATIONS: reference.page(), TYPES: typescript(spec)}


def typescript(spec: str) -> str:
    """Return the TypeScript types of an OpenAPI document, formatted as the checkout wants it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_text(spec, encoding="utf-8")
        _node("openapi-typescript", str(source), "--output", str(target))
        text = target.read_text(encoding="utf-8")
    return _node("prettier", "--stdin-filepath", str(TYPES), given=text)


def _node(tool: str, *arguments: str, given: str = "") -> str:
    command = [str(ROOT / "node_modules" / ".bin" / tool), *arguments]
    done = subprocess.run(  # noqa: S603  # tools of this checkout, fixed arguments
        command, cwd=ROOT, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
