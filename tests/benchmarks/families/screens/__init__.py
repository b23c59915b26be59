"""How soon the screens show what they should, and what they cost the page that they are part of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks.bundle import extensions_folder, release_bundle
from tests.benchmarks.families.screens import (
    comparing,
    lab_start,
    quiet_page,
    restoring,
    rows_list,
    store,
)
from tests.benchmarks.jupyter import Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.rows import Row

UNFOLDED: dict[str, object] = {"foldAutomatic": 0}


def measure(place: Path) -> Iterator[Row]:
    """Measure all screens on one large store, beside the same JupyterLab without us."""
    (place / "bundle").mkdir()
    bundle = release_bundle(place / "bundle")
    with_ours = extensions_folder(place / "extensions-with", bundle)
    others = extensions_folder(place / "extensions-without", None)
    sides = store.fill_store(place / "store")
    home = place / "store"
    with (
        running_server(place / "with", with_us=True, extensions=with_ours, home=home) as ours,
        running_server(place / "without", with_us=False, extensions=others) as bare,
    ):
        _set(ours, UNFOLDED)
        store.write_notebooks(ours, bare)
        yield from lab_start.measure(ours, bare)
        yield from rows_list.measure(ours)
        yield from comparing.measure(ours, bare, sides)
        yield from quiet_page.measure(ours, bare)
        yield from restoring.measure(ours)


def _set(server: Server, settings: dict[str, object]) -> None:
    """Write settings of ours: with folds a list of 10,000 executions would be a few rows long."""
    path = server.place / "settings" / "jupyter-mm" / "plugin.jupyterlab-settings"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(settings), encoding="utf-8")
