"""Packages, repositories and environments for tests: small, but made and installed for real."""

from __future__ import annotations

import base64
import ensurepip
import hashlib
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from packaging.pylock import Pylock

from jupyter_mm.environment.lock import Locksmith

BACKEND = """
import os, zipfile

def build_wheel(folder, settings=None, metadata=None):
    return _wheel(folder, {"probe/__init__.py": open("probe/__init__.py").read()})

def build_editable(folder, settings=None, metadata=None):
    return _wheel(folder, {"probe.pth": os.getcwd()})

def _wheel(folder, files):
    about = "Metadata-Version: 2.1\\nName: probe\\nVersion: 1.0\\n"
    notes = {"METADATA": about, "WHEEL": "Wheel-Version: 1.0\\nTag: py3-none-any\\n", "RECORD": ""}
    name = "probe-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        for path, text in notes.items():
            wheel.writestr(f"probe-1.0.dist-info/{path}", text)
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "probe"
version = "1.0"
"""


def run(*words: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def metadata(folder: Path, name: str, version: str, **files: str) -> Path:
    """Write the metadata folder of a package; `direct_url` stands for `direct_url.json`."""
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir(parents=True)
    told = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nText.\n",
        "WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
        "RECORD": f"{name}.py,sha256=abc,10\n",
        **files,
    }
    for file, content in told.items():
        (place / file.replace("direct_url", "direct_url.json")).write_text(content)
    return place


def wheel(folder: Path, name: str, version: str, code: str = "", needs: str = "") -> Path:
    """Write a wheel that any installer takes."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    about += f"Requires-Dist: {needs}\n" if needs else ""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": code or f"__version__ = {version!r}\nmain = print\n",
        f"{info}/METADATA": about,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\nrun-{name} = {name}:main\n",
    }
    listed = [f"{file},{_digest(text)},{len(text)}\n" for file, text in files.items()]
    record = "".join([*listed, f"{info}/RECORD,,\n"])
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, text)
    return path


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def environment(folder: Path) -> Path:
    """Make an environment; return the folder of its packages."""
    run("uv", "venv", "-q", "--offline", "--python", sys.executable, folder)
    (site,) = folder.glob("lib/python*/site-packages")
    return site


def uv_install(site: Path, *words: str | Path) -> None:
    """Install into the folder of an environment, or into any other."""
    python = site.parents[2] / "bin" / "python"
    where = ("--python", python) if python.exists() else ("--target", site)
    run("uv", "pip", "install", "-q", "--no-index", "--offline", *where, *words)


def release(site: Path, made: Path) -> None:
    """Install a wheel as if it came from an index."""
    name, version = made.name.split("-")[:2]
    uv_install(site, "--upgrade", "--find-links", made.parent, f"{name}=={version}")


def pip_install(site: Path, *words: str | Path) -> None:
    """Install into an environment with the pip that the interpreter itself carries."""
    (pip,) = (Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl")
    python = site.parents[2] / "bin" / "python"
    run(python, f"{pip}/pip", "install", "-q", "--no-index", "--no-compile",
        "--disable-pip-version-check", *words)  # fmt: skip


def project(folder: Path) -> Path:
    """Write the sources of a package that builds itself, without a network."""
    (folder / "probe").mkdir(parents=True)
    (folder / "probe" / "__init__.py").write_text("answer = 1\n")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def repository(folder: Path) -> str:
    """Put a folder under version control; return the commit."""
    run("git", "init", "-q", folder)
    return commit(folder)


def commit(folder: Path) -> str:
    run("git", "-C", folder, "add", ".")
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    run("git", "-C", folder, *who, "commit", "-q", "-m", "Work")
    return run("git", "-C", folder, "rev-parse", "HEAD").strip()


def lock_of(*folders: Path, prefix: Path | None = None) -> str:
    smith = Locksmith(prefix=str(prefix or "/nowhere"))
    smith.look([str(folder) for folder in folders])
    return smith.text({}, {})


def packages_of(lock: str) -> dict[str, Any]:
    """Return the packages of a lock by name, after the standard's own reader accepted it."""
    value = tomllib.loads(lock)
    Pylock.from_dict(value)
    return {package["name"]: package for package in value["packages"]}
