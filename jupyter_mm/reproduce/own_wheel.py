"""The running jupyter_mm as a wheel: what is installed beside a lock is what wrote the history.

No index need hold this very version, and a source folder need not be built.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.errors import CannotBuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "jupyter-mm"
_STEM = "jupyter_mm"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LOADED = b'{"IPKernelApp": {"extra_extensions": ["jupyter_mm"]}}\n'
_LEFT_OUT = {"__pycache__", "labextension"}


def write_wheel(folder: Path) -> Path:
    """Write the wheel into a folder and return its path. Raises CannotBuildError."""
    try:
        own = distribution(NAME)
    except PackageNotFoundError as error:
        raise CannotBuildError(
            "jupyter_mm runs from a folder and is not installed.", hint="pip install jupyter-mm"
        ) from error
    info = f"{_STEM}-{own.version}.dist-info"
    path = folder / f"{_STEM}-{own.version}-py3-none-any.whl"
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(own, info):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record.append(f"{name},sha256={digest.decode()},{len(content)}\n")
        record.append(f"{info}/RECORD,,\n")
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD", _EPOCH), "".join(record))
    return path


def _contents(own: Distribution, info: str) -> Iterator[tuple[str, bytes]]:
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not _LEFT_OUT.intersection(inside.parts):
            yield f"{_STEM}/{inside.as_posix()}", path.read_bytes()
    config = f"{_STEM}-{own.version}.data/data/etc/ipython/ipython_kernel_config.json"
    yield config, _LOADED
    for name in ("METADATA", "entry_points.txt"):
        text = own.read_text(name)
        if text is not None:
            yield f"{info}/{name}", text.encode()
    tags = "Wheel-Version: 1.0\nGenerator: jupyter-mm\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    yield f"{info}/WHEEL", tags.encode()
