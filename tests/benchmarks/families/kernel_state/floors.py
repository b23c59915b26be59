"""Two floors, no products: a pickle of everything, its buffers stored under their digests.

No tracking of changes, no history, no fsync, and one bad object loses the cell. They show what is
possible with little code, not what a user could work with.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import BytesIO
from typing import Any

from tests.benchmarks.families.kernel_state.backend import Backend

SMALLEST = 16 << 10
CHUNK = 1 << 20


class WholeBuffers(Backend):
    """p5cas: each buffer is a file named by its BLAKE3, mapped privately when it comes back."""

    def attach(self) -> None:
        """Make the folder."""
        self._cloudpickle: Any = import_module("cloudpickle")
        self._blake3: Any = import_module("blake3").blake3
        (self.store / "buffers").mkdir(parents=True, exist_ok=True)

    def after_cell(self, number: int) -> None:
        """Pickle all variables; store what is not there yet."""
        stored: list[Any] = []

        def out_of_band(buffer: pickle.PickleBuffer) -> bool:
            view = buffer.raw()
            if view.nbytes < SMALLEST:
                return True
            stored.append(self._put(view))
            return False

        stream = BytesIO()
        pickler = self._cloudpickle.CloudPickler(stream, 5, buffer_callback=out_of_band)
        pickler.dump(self.shell.values())
        told = [self._put(stream.getbuffer()), *stored]
        (self.store / f"{number:05d}.json").write_text(json.dumps(told))

    def restore(self, number: int) -> None:
        """Load the pickle over its buffers."""
        told = json.loads((self.store / f"{number:05d}.json").read_text())
        stream, *buffers = self._all(told)
        self.shell.put_back(pickle.loads(stream, buffers=buffers))

    def _put(self, view: memoryview) -> Any:
        threads = self._blake3.AUTO if view.nbytes > CHUNK else 1
        name = self._blake3(view, max_threads=threads).hexdigest()
        path = self.store / "buffers" / name
        if not path.exists():
            path.with_suffix(".new").write_bytes(view)
            path.with_suffix(".new").rename(path)
        return name

    def _all(self, told: list[Any]) -> list[Any]:
        return [self._mapped(name) for name in told]

    def _mapped(self, name: str) -> mmap.mmap:
        with (self.store / "buffers" / name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


class Chunks(WholeBuffers):
    """p5chunk: buffers are cut every MiB into one file that only grows; read back as copies."""

    def attach(self) -> None:
        """Open the file; chunks of an earlier process are read, not known."""
        super().attach()
        self._threads = ThreadPoolExecutor(2)
        self._known: dict[bytes, int] = {}
        self._pack = os.open(self.store / "pack", os.O_RDWR | os.O_CREAT | os.O_APPEND)

    def _put(self, view: memoryview) -> Any:
        flat = view.cast("B")
        parts = [flat[start : start + CHUNK] for start in range(0, flat.nbytes, CHUNK)]
        digests = self._threads.map(lambda part: self._blake3(part).digest(), parts)
        return [
            (self._place(digest, part), part.nbytes)
            for digest, part in zip(digests, parts, strict=True)
        ]

    def _place(self, digest: bytes, part: memoryview) -> int:
        if digest not in self._known:
            self._known[digest] = os.fstat(self._pack).st_size
            os.write(self._pack, part)
        return self._known[digest]

    def _all(self, told: list[Any]) -> list[Any]:
        return [self._copied(parts) for parts in told]

    def _copied(self, parts: list[tuple[int, int]]) -> memoryview:
        memory = memoryview(mmap.mmap(-1, max(1, sum(size for _, size in parts))))
        end = 0
        for place, size in parts:
            os.preadv(self._pack, [memory[end : end + size]], place)
            end += size
        return memory[:end]
