"""Kishu, a peer that keeps kernel states too, in an environment of its own.

Never a dependency of ours: install it elsewhere and name its Python in MM_BENCH_KISHU_PYTHON.
It runs in its own test mode, which only leaves out saving the notebook through a browser: in use
it costs more than is measured here.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.kernels import Kernel, kernel_of_python

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "Kishu 0.3.4"
VARIABLE = "MM_BENCH_KISHU_PYTHON"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [],
}


def kishu_python() -> Path | None:
    """Return the Python that has Kishu, where one was named."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


@contextmanager
def kishu_kernel(python: Path, place: Path) -> Iterator[Kernel]:
    """Run a kernel inside that Kishu watches."""
    place.mkdir(parents=True)
    notebook = place / "notebook.ipynb"
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    environment = os.environ | {
        "KISHU_PATH_ROOT": str(place),
        "ENV_KISHU_TEST_MODE": "true",
        "TEST_NOTEBOOK_PATH": str(notebook),
        "IPYTHONDIR": str(place / "ipython"),
    }
    with kernel_of_python(python, place / "kernel", environment) as kernel:
        # Unseen by hooks: those that it adds complain about a cell whose start they missed.
        start = f"import kishu.jupyterint\nkishu.jupyterint.init_kishu({str(notebook)!r})"
        if kernel.value("'_kishu' in globals()", after=start) != "True":
            raise RuntimeError("Kishu did not start")
        yield kernel
