"""Generated files say what the code says: `make generate` would change none of them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ["docs/reference/openapi.json", "labextension/src/api/schema.d.ts"]


def test_generated_files_are_current(tmp_path: Path) -> None:
    subprocess.run(["scripts/generate", tmp_path], cwd=ROOT, check=True, capture_output=True)
    stale = [
        name for name in GENERATED if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()
    ]
    assert stale == [], "run: make generate"
