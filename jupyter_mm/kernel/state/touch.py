"""Which variables are looked at after a cell."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.kernel.state.ledger import Entry, Ledger

INERT = (
    sys.stdlib_module_names - {"threading", "asyncio", "multiprocessing", "logging", "sqlite3"}
) | {
    "__main__", "jupyter_mm", "numpy", "pandas", "pyarrow", "polars", "scipy", "sklearn",
    "xgboost", "lightgbm", "cloudpickle",
}  # fmt: skip
"""Packages that hold no references to the user's objects between calls, so that their values change
only through names. Others (Matplotlib's current figure, a tensor's graph) may change a value that
the cell does not name; those are looked at whenever a cell calls anything but builtins."""

PLOTTING = {"matplotlib", "mpl_toolkits", "cycler", "kiwisolver", "contourpy", "PIL", "dateutil"}
"""What figures are made of. Only those that pyplot knows change without being named, and none is
left once the front end has shown and closed them."""

FRAMES = {"numpy", "pandas", "pyarrow", "polars"}
MEMORY = FRAMES | {"array", "scipy", "torch"}


@dataclass(frozen=True, slots=True)
class Touch:
    """What a cell, or several, may have touched."""

    names: frozenset[str] = frozenset()
    is_everything: bool = False
    calls_library: bool = False

    def __or__(self, other: Touch) -> Touch:
        """Return what either may have touched."""
        return Touch(
            self.names | other.names,
            self.is_everything or other.is_everything,
            self.calls_library or other.calls_library,
        )


NOTHING = Touch()
EVERYTHING = Touch(is_everything=True)


def is_active(packages: frozenset[str]) -> bool:
    """Tell whether a library may change such values behind the notebook's back."""
    return not packages <= INERT


def to_look_at(
    ledger: Ledger, values: Mapping[str, Any], ids: Mapping[str, int], touch: Touch
) -> set[str]:
    """Return the names whose values may differ from what the ledger remembers.

    `ids` are those of the values.
    """
    lost = {name for name in touch.names if name in ledger.lost and name in values}
    frames = {name for name in lost if _package(values[name]) in FRAMES}
    if touch.is_everything or lost - frames:
        return set(values)  # a generator that moves on, say, may change anything
    known = ledger.ids.get
    found = {name for name, address in ids.items() if known(name) != address}
    found |= touch.names | ledger.again | (ledger.homes.keys() - values.keys())
    if touch.calls_library:
        found |= _within_reach(ledger)
    if frames:  # whose memory nobody has seen: a view may lie in it
        found |= {name for name, home in ledger.homes.items() if home.packages & MEMORY}
    found = ledger.mates(found)
    for entry in _neighbours(ledger, found):
        found |= set(entry.names)
    return found & values.keys()


def _within_reach(ledger: Ledger) -> set[str]:
    """Return first names of groups that a library may have changed."""
    has_figures = ledger.had_figures or open_figures()
    return {
        name
        for name, entry in ledger.active.items()
        if has_figures or not entry.packages <= INERT | PLOTTING
    }


def open_figures() -> bool:
    """Tell whether pyplot knows a figure now."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    return helpers is not None and bool(getattr(helpers.Gcf, "figs", None))


def _neighbours(ledger: Ledger, names: set[str]) -> list[Entry]:
    """Return the groups whose memory a touched buffer lies in."""
    homes = [ledger.homes[name] for name in names if name in ledger.homes]
    return list(ledger.beside(span for home in homes for span in home.spans))


def _package(value: Any) -> str:
    return str(type(value).__module__).partition(".")[0]
