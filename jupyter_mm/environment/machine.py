"""Facts of interpreter and machine that can change a result; each one always has a value.

So a fact that one of two locks does not have was not looked for, and is no difference.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NONE = "none"
_TELLING_FLAGS = ("avx", "avx2", "fma", "avx512f", "amx_tile", "asimd", "sve")
"""Instructions by which numeric libraries choose their code, and with it the last digits."""
_LIBRARIES = re.compile(
    r"lib(?:\w*openblas\w*|\w*blis\w*|mkl_rt|blas|lapack|atlas|gomp|i?omp5?|iomp5md|tbb|cudart"
    r"|cublas|cudnn|nccl)[-.][\w.+-]*"
)
_NVIDIA = Path("/proc/driver/nvidia")
_GPU_TIMEOUT_S = 10.0


def facts(proc: Path = Path("/proc"), nvidia: Path = _NVIDIA) -> dict[str, str]:
    """Return what does not change while a process runs."""
    gpu, driver = _gpu(nvidia)
    return {
        "cpu": _cpu(proc),
        "cuda": _cuda(),
        "gpu": gpu,
        "gpu driver": driver,
        "implementation": platform.python_implementation(),
        "libc": _libc(),
        "openssl": _openssl(),
        "platform": platform.platform(),
        "python build": sys.version.replace("\n", " "),
    }


def libraries(folders: Sequence[str], prefix: str = sys.prefix) -> str:
    """Return the libraries for linear algebra, threads and graphics cards that are on the disk.

    Those bundled with packages, then those of the environment, then those of the system that
    others link to: by file name, which holds the version. What a process has loaded would change
    with each import.
    """
    places = [place for folder in folders for place in _bundles(Path(folder))]
    places += [Path(prefix, "lib")] if prefix not in {"/usr", "/usr/local"} else []
    found = {name for place in places for name in _named(place, follow=False)}
    found |= set(_named(_system_folder(), follow=True))
    return ", ".join(sorted(found)) or NONE


def _bundles(folder: Path) -> Iterable[Path]:
    """Return where wheels put the libraries that they bring along."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # thousands of names, no objects
    except OSError:
        return
    for name in names:
        if name.endswith(".libs"):
            yield folder / name
        elif name == "torch":
            yield folder / name / "lib"
        elif name == "nvidia":
            yield from sorted((folder / name).glob("*/lib"))


def _system_folder() -> Path:
    triplet = sysconfig.get_config_var("MULTIARCH")
    places = [Path("/usr/lib", triplet)] if triplet else []
    return next((place for place in [*places, Path("/usr/lib64")] if place.is_dir()), Path("/usr"))


def _named(folder: Path, *, follow: bool) -> Iterable[str]:
    """Return the libraries that matter in a folder; links by what they lead to if asked to."""
    try:
        names = [one for one in os.listdir(folder) if _LIBRARIES.fullmatch(one)]  # noqa: PTH208
    except OSError:
        return []
    if not follow:
        return [one for one in names if not (folder / one).is_symlink()]
    return [Path(os.path.realpath(folder / one)).name for one in names if ".so." in one]


def _cpu(proc: Path) -> str:
    """Return model, count and telling instruction sets."""
    try:
        text = (proc / "cpuinfo").read_text("utf-8", "replace")
    except OSError:
        text = ""
    model = re.search(r"^(?:model name|Model)\s*:\s*(.+)$", text, re.MULTILINE)
    flags = re.search(r"^(?:flags|Features)\s*:\s*(.+)$", text, re.MULTILINE)
    known = set(flags[1].split()) if flags else set()
    name = model[1].strip() if model else platform.processor() or platform.machine()
    telling = " ".join(flag for flag in _TELLING_FLAGS if flag in known)
    return f"{name}, {os.cpu_count() or 1} threads" + (f", {telling}" if telling else "")


def _gpu(nvidia: Path) -> tuple[str, str]:
    """Return models and driver of the graphics cards; NVIDIA's tool tells where /proc does not."""
    models = []
    for path in sorted(nvidia.glob("gpus/*/information")):
        model = re.search(r"^Model:\s*(.+?)\s*$", _text(path), re.MULTILINE)
        models.append(model[1] if model else "unknown")
    driver = re.search(r"Module\s+(?:for \w+\s+)?([0-9.]+)", _text(nvidia / "version"))
    if models:
        return ", ".join(models), driver[1] if driver else "unknown"
    return _asked_gpu()


def _asked_gpu() -> tuple[str, str]:
    program = which("nvidia-smi")
    if program is None:
        return NONE, NONE
    question = ["--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        run = subprocess.run(  # noqa: S603  # fixed words
            [program, *question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_GPU_TIMEOUT_S,
            check=False,
            start_new_session=True,  # an interrupt of the kernel is not meant for it
        )
    except (OSError, subprocess.TimeoutExpired):
        return NONE, NONE
    rows = [line.rpartition(",") for line in run.stdout.splitlines() if "," in line]
    if run.returncode != 0 or not rows:
        return NONE, NONE
    return ", ".join(row[0].strip() for row in rows), rows[0][2].strip()


def _cuda() -> str:
    """Return the version of CUDA that the machine has; wheels bring their own as packages."""
    for path in (Path("/usr/local/cuda/version.json"), Path("/usr/local/cuda/version.txt")):
        if found := re.search(r'(?:"version"\s*:\s*"|CUDA Version )([0-9.]+)', _text(path)):
            return found[1]
    return NONE


def _libc() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or NONE
    except (AttributeError, ValueError, OSError):
        return " ".join(platform.libc_ver()).strip() or NONE


def _openssl() -> str:
    try:
        import ssl  # noqa: PLC0415  # a kernel has it long before it asks for a lock
    except ImportError:
        return NONE
    return ssl.OPENSSL_VERSION


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
