"""matplotlib: figures give the same bytes each time, and come back to pyplot without being shown.

matplotlib is never imported before a restore needs it.
"""

from __future__ import annotations

import itertools
import sys
from importlib import import_module
from typing import Any


def reducer_for(kind: type) -> Any:
    """Return how objects of a type of matplotlib are taken apart."""
    names = {(base.__module__, base.__name__) for base in kind.__mro__}
    if ("matplotlib.figure", "Figure") in names:
        return _reduce_figure
    if ("matplotlib.artist", "Artist") in names:
        return _reduce_artist
    return _reduce_callbacks if kind.__name__ == "CallbackRegistry" else None


def _reduce_artist(artist: Any, _context: Any) -> Any:
    """Leave out whether it has been drawn: a look at a figure does not change it."""
    reduced = artist.__reduce_ex__(5)
    if type(reduced) is tuple and len(reduced) > 2 and type(reduced[2]) is dict:  # noqa: PLR2004  # the state
        return (*reduced[:2], {**reduced[2], **_drawn(reduced[2])}, *reduced[3:])
    return reduced


def _drawn(state: dict[str, Any]) -> dict[str, Any]:
    return {"_stale": True} if "_stale" in state else {}


def _reduce_figure(figure: Any, _context: Any) -> Any:
    make, arguments, state = figure.__reduce_ex__(5)[:3]
    state = {**state, **_drawn(state)}
    is_shown = state.pop("_restore_to_pylab", False)
    number = figure.canvas.manager.num if is_shown else None
    return make, arguments, (state, number), None, None, fill_figure


def _reduce_callbacks(registry: Any, _context: Any) -> Any:
    """Return the registry with the next number it will give, without using that number up."""
    following = int(repr(registry._cid_gen)[len("count(") : -1])  # noqa: SLF001  # no public name
    make, arguments, state, *rest = registry.__reduce_ex__(5)
    registry._cid_gen = itertools.count(following)  # noqa: SLF001  # matplotlib took one
    return (make, arguments, {**state, "_cid_gen": following}, *rest)


# ------------------------------------------------------------------------- stand-ins in streams


def fill_figure(figure: Any, stored: tuple[dict[str, Any], int | None]) -> None:
    """Give a new figure its parts, and say whether pyplot is to know it."""
    state, number = stored
    figure.__setstate__(state)
    if number is not None:
        announce(figure, number)


def announce(figure: Any, number: int) -> None:
    """Have pyplot know a figure by its number, as before, without showing it.

    The unpickler of a restore puts this off until all is loaded.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    helpers: Any = import_module("matplotlib._pylab_helpers")
    with import_module("matplotlib").rc_context({"interactive": False}):
        backend = pyplot._get_backend_mod()  # noqa: SLF001  # as matplotlib's own unpickling
        manager = backend.new_figure_manager_given_figure(number, figure)
        previous = helpers.Gcf.figs.pop(number, None)
        helpers.Gcf._set_new_active_manager(manager)  # noqa: SLF001  # as above
        if previous is not None and previous.canvas.figure is not figure:
            previous.destroy()
