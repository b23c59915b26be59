"""Values to bytes and back, without capture and store."""

from __future__ import annotations

from typing import Any

from jupyter_mm.blobs.area import Room
from jupyter_mm.kernel.codecs.classes import ClassNames
from jupyter_mm.kernel.codecs.pickled import Context, Pickled
from jupyter_mm.kernel.codecs.pickler import dump
from jupyter_mm.kernel.codecs.unpickler import Loader

LIMIT_BYTES = 1 << 30


class Trip:
    """A notebook's namespace and the two ways."""

    def __init__(self, code: str = "") -> None:
        self.space: dict[str, Any] = {"__name__": "__main__"}
        self.names = ClassNames()
        self.run(code)

    def run(self, code: str) -> None:
        exec(code, self.space)  # a cell of the notebook

    def out(self, values: dict[str, Any] | None = None, **options: Any) -> Pickled:
        """Return the values as bytes; by default all that the notebook defined."""
        chosen = self.mine() if values is None else values
        context = Context(self.space, self.names, named=options.pop("named", set()))
        asked = {"limit_bytes": LIMIT_BYTES, "check": lambda: None, "share": True, **options}
        return dump(chosen, context, **asked)

    def back(self, pickled: Pickled, *, is_new: bool = False) -> dict[str, Any]:
        """Return the values; with `is_new` as another kernel would load them."""
        buffers: list[Any] = []
        for buffer in pickled.buffers:
            with buffer.raw() as raw:
                held = bytes(raw) if raw.readonly else memoryview(Room(raw))
            buffers.append(held)
        loader = Loader(self.space, ClassNames() if is_new else self.names)
        values = loader.load(pickled.stream, buffers)
        loader.prepared()()
        return values

    def both(self, values: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        return self.back(self.out(values, **options))

    def mine(self) -> dict[str, Any]:
        return {name: value for name, value in self.space.items() if not name.startswith("__")}
