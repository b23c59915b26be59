"""A kernel in an environment of its own, small enough to be built again in a story."""

import json
import subprocess
import sys
from pathlib import Path

from lab_server import LabServer

from jupyter_mm.reproduce.own_wheel import write_wheel

NAME = "small"
# A build that needs nothing from anywhere.
BACKEND = """import zipfile
def build_wheel(folder, *_):
    name = "sample_lib-0.1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("sample_lib.py", "limit = 40\\n")
        wheel.writestr("sample_lib-0.1.dist-info/METADATA",
            "Metadata-Version: 2.1\\nName: sample-lib\\nVersion: 0.1\\n")
        wheel.writestr("sample_lib-0.1.dist-info/WHEEL",
            "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("sample_lib-0.1.dist-info/RECORD", "")
    return name
"""
PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "sample-lib"
version = "0.1"
"""


def make_environment(folder: Path) -> Path:
    """Make an environment with a kernel that records; return its interpreter."""
    _uv("venv", "--python", sys.executable, str(folder))
    python = folder / "bin" / "python"
    wheel = write_wheel(folder)
    _uv("pip", "install", "--python", str(python), str(wheel), "ipykernel")
    return python


def add_kernel(server: LabServer, python: Path) -> None:
    """Make the environment's kernel known to a server."""
    folder = server.home / "data" / "kernels" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    words = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": words, "display_name": "Small", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))


def add_source_folder(python: Path, folder: Path) -> None:
    """Install a package from a folder, which an environment built again would have to run."""
    folder.mkdir()
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PROJECT)
    _uv("pip", "install", "--python", str(python), str(folder))


def _uv(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "uv", *words], check=True, capture_output=True)
