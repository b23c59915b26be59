"""Two versions of a large notebook: run again as a whole, with a few cells really changed."""

from __future__ import annotations

import random
from typing import Any

CELLS = 200
LINES = 740
CHANGED = (3, 40, 90, 150, 199)
EARLIER, LATER = 0, 1

_KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def notebook(version: int) -> dict[str, Any]:
    """Return one version, as it lies on disk; 8 MB of JSON."""
    cells = [_cell(number, version) for number in range(CELLS)]
    metadata = {"kernelspec": _KERNEL}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _cell(number: int, version: int) -> dict[str, Any]:
    """Return a cell that logs; what only running it again changes differs everywhere."""
    depth = 8 + 4 * version if number in CHANGED else 8
    minute = f"2026-11-21T1{version}:{number % 60:02}"
    return {
        "cell_type": "code",
        "id": f"cell-{number}",
        "metadata": {
            "execution": {
                "iopub.execute_input": f"{minute}:00.000000Z",
                "iopub.status.idle": f"{minute}:59.000000Z",
            }
        },
        "execution_count": number + 1 + version * CELLS,
        "source": f"model_{number} = train(data, depth={depth})\nreport(model_{number})",
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": _log(number, depth)},
            {
                "output_type": "execute_result",
                "execution_count": number + 1 + version * CELLS,
                "data": {"text/plain": f"<Model at 0x7f{version:02}{number:08x}>"},
                "metadata": {},
            },
        ],
    }


def _log(number: int, depth: int) -> str:
    chance = random.Random(number * 100 + depth)  # the same for the same cell
    return "".join(
        f"step {step:5} of {LINES}  loss {chance.random():.6f}  accuracy {chance.random():.6f}\n"
        for step in range(LINES)
    )
