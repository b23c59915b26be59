"""The browser part as a release has it, in a folder of its own, beside the others' extensions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = "jupyter-mm"
INSTALLED = Path(sys.prefix) / "share" / "jupyter" / "labextensions"


def release_bundle(place: Path) -> Path:
    """Build from the compiled sources and return the bundle.

    The checkout holds a development bundle, which is several times larger: not what users load.
    """
    shutil.copy(ROOT / "package.json", place)
    shutil.copytree(ROOT / "labextension", place / "labextension", ignore=_not_needed)
    (place / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(
        [
            "node",
            "node_modules/@jupyter/builder/lib/build-labextension.js",
            "--core-package-file",
            "node_modules/@jupyterlab/core-meta/core.package.json",
            ".",
        ],
        cwd=place,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return place / "jupyter_mm" / "labextension"


def extensions_folder(place: Path, ours: Path | None) -> Path:
    """Return a folder with every installed browser extension except ours, or with our bundle."""
    place.mkdir(parents=True)
    for manifest in INSTALLED.glob("**/package.json"):
        name = manifest.parent.relative_to(INSTALLED)
        if str(name) != OURS and (manifest.parent / "static").is_dir():
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).symlink_to(manifest.parent.resolve())
    if ours is not None:
        (place / OURS).symlink_to(ours)
    return place


def _not_needed(folder: str, names: list[str]) -> list[str]:
    inside = Path(folder) == ROOT / "labextension"
    return [name for name in names if inside and name in {"src", "test", "tsconfig.tsbuildinfo"}]
