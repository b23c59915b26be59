"""After a restore: the ledger learns that the live values are what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.keeping.handover import entry_of
from jupyter_mm.kernel.state.touch import Touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jupyter_mm.domain.checkpoint import Group, State
    from jupyter_mm.kernel.keeping.capture import Capturer
    from jupyter_mm.kernel.state.ledger import Ledger


def remembered(
    ledger: Ledger,
    capturer: Capturer,
    values: Mapping[str, Any],
    state: State,
    loaded: Iterable[Group],
) -> None:
    """Have the ledger hold a stored state; groups that were left in place stay as they are.

    Loaded values are looked at once, to know what is inside them; their buffers are not read.
    """
    stored = {group.names: group for group in state.groups}
    fresh = {name for group in loaded for name in group.names}
    for entry in tuple(ledger.entries.values()):
        if entry.names not in stored or not fresh.isdisjoint(entry.names):
            ledger.drop(entry)
    ledger.lost = {variable.name: variable for variable in state.lost if variable.name in values}
    ledger.writers.clear()
    look = capturer.look(values, Touch(frozenset(fresh)))
    for names, pickled in look.whole:
        entry = entry_of(names, pickled, None, {})
        entry.stored = stored.get(names)
        for name in names:
            if name in ledger.homes:
                ledger.drop(ledger.homes[name])
        ledger.add(entry)
    ledger.ids = {name: id(value) for name, value in values.items()}
    # What is lost there may live on here as another value: it is looked at.
    ledger.again = set(values) - ledger.homes.keys()
    ledger.version += 1
