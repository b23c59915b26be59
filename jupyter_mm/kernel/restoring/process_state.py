"""What belongs to the process and not to a name: random state, working folder, settings.

Libraries are asked only if they are loaded. States are plain values, compared by `==`.
"""

from __future__ import annotations

import ctypes
import os
import random
import struct
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORDS = 625
"""Of the Mersenne Twister: 624 of state, and the position."""

NOT_OURS = frozenset({
    "backend", "backend_fallback", "interactive", "toolbar", "tk.window_focus",
    "webagg.address", "webagg.open_in_browser", "webagg.port", "webagg.port_retries",
})  # fmt: skip
"""Of matplotlib's settings: the kernel's front end decides these."""


def parts() -> dict[str, object]:
    """Return the state of everything that is there. Takes microseconds; never raises.

    What a library cannot tell just now is left out.
    """
    found: dict[str, object] = {}
    for name, (take, _) in PARTS.items():
        try:
            state = take()
        except Exception:  # noqa: BLE001, S112  # libraries raise anything; then it is not part of the state
            continue
        if state is not None:
            found[name] = state
    return found


def put_back(name: str, state: Any) -> None:
    """Bring back one part. Loads its library where that is needed, as unpickling would.

    Raises KeyError for a name that this release does not know, and what the library or the
    system raises: OSError for a folder that is gone, ImportError for a library that is.
    """
    PARTS[name][1](state)


def put_all_back(states: Mapping[str, Any]) -> list[str]:
    """Bring parts back; return a line for each that could not be."""
    notes = []
    for name, state in states.items():
        try:
            put_back(name, state)
        except Exception as error:  # noqa: BLE001  # a folder or a library that is gone; reported
            text = str(error) if isinstance(error, OSError | ImportError) else ""
            reason = f"{type(error).__name__}: {text}" if text else type(error).__name__
            notes.append(f"{name} was not put back ({reason})")
    return notes


def _random() -> object:
    version, words, gauss = random.getstate()
    return version, struct.pack(f"<{WORDS}I", *words), gauss


def _set_random(state: Any) -> None:
    version, packed, gauss = state
    random.setstate((version, struct.unpack(f"<{WORDS}I", packed), gauss))


def _numpy() -> object:
    module = sys.modules.get("numpy.random")
    if module is None or _is_busy(module):
        return None
    state: dict[str, Any] = module.get_state(legacy=False)
    inner = state["state"]
    if "key" in inner:
        state["state"] = {**inner, "key": inner["key"].tobytes()}
    return state


def _is_busy(module: Any) -> bool:
    """Tell whether a thread draws numbers now: asking for the state would wait for it."""
    lock = getattr(module.mtrand._rand._bit_generator, "lock", None)  # noqa: SLF001  # nothing public tells
    if lock is None:
        return False
    if not lock.acquire(blocking=False):
        return True
    lock.release()
    return False


def _set_numpy(state: Any) -> None:
    numpy = import_module("numpy")
    inner = dict(state["state"])
    if "key" in inner:
        inner["key"] = numpy.frombuffer(inner["key"], dtype=numpy.uint32)
    numpy.random.set_state({**state, "state": inner})


def _torch() -> object:
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    states = [_bytes_of(torch.random.get_rng_state())]
    cuda = sys.modules.get("torch.cuda")
    if cuda is not None and cuda.is_initialized():
        states += [_bytes_of(one) for one in cuda.get_rng_state_all()]
    return tuple(states)


def _bytes_of(tensor: Any) -> bytes:
    return ctypes.string_at(tensor.data_ptr(), tensor.numel())


def _set_torch(state: Any) -> None:
    torch = import_module("torch")
    own, *devices = (torch.frombuffer(bytearray(one), dtype=torch.uint8) for one in state)
    torch.random.set_rng_state(own)
    for number, one in enumerate(devices[: torch.cuda.device_count()]):
        torch.cuda.set_rng_state(one, number)


def _path() -> object:
    return sys.prefix, tuple(entry for entry in sys.path if type(entry) is str)


def _set_path(state: Any) -> None:
    """Set the search path; of another environment only what does not belong to it."""
    prefix, entries = state
    if prefix == sys.prefix:
        sys.path[:] = entries
        return
    inside = prefix.rstrip(os.sep) + os.sep
    sys.path += [
        entry for entry in entries if entry not in sys.path and not entry.startswith(inside)
    ]


def _settings() -> object:
    matplotlib = sys.modules.get("matplotlib")
    live = getattr(matplotlib, "rcParams", None)
    if not isinstance(live, dict):
        return None
    return {
        name: list(value) if type(value) is list else value
        for name, value in dict.items(live)
        if name not in NOT_OURS
    }


def _set_settings(state: Any) -> None:
    live = import_module("matplotlib").rcParams
    # Not one by one through its checks: these warn of names that are out of date.
    dict.update(
        live, {name: value for name, value in state.items() if dict.__contains__(live, name)}
    )


PARTS: dict[str, tuple[Callable[[], object], Callable[[Any], None]]] = {
    "random": (_random, _set_random),
    "numpy.random": (_numpy, _set_numpy),
    "torch.random": (_torch, _set_torch),
    "cwd": (os.getcwd, os.chdir),
    "sys.path": (_path, _set_path),
    "matplotlib.rcParams": (_settings, _set_settings),
}
"""By the names of docs/formats/manifest.md: how to take a state, and how to put it back."""
