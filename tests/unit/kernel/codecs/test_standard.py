"""The standard library: locks, weak references, modules; and what is refused with its reason."""

from __future__ import annotations

import asyncio
import io
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.kernel.codecs import unpickler
from jupyter_mm.kernel.codecs.notkept import NotKeptError
from tests.unit.kernel.codecs.trip import Trip

if TYPE_CHECKING:
    from collections.abc import Callable


def test_locks_come_back_open_and_shared() -> None:
    trip = Trip(
        "import threading, queue\n"
        "lock = threading.Lock(); lock.acquire()\n"
        "again = threading.RLock()\n"
        "class Counter:\n"
        "    def __init__(self): self.lock, self.n = lock, 5\n"
        "counter = Counter()\n"
        "event = threading.Event(); event.set()\n"
        "condition = threading.Condition(again)\n"
        "semaphore = threading.Semaphore(2)\n"
        "jobs = queue.Queue(); jobs.put([1])\n"
    )
    pickled = trip.out()
    assert pickled.notes == ["its locks come back open"]
    found = trip.back(pickled)
    assert found["counter"].lock is found["lock"]
    assert found["lock"].acquire(blocking=False)
    assert found["event"].is_set()
    assert found["jobs"].get(timeout=1) == [1]
    with found["condition"], found["semaphore"]:
        found["condition"].notify_all()


def test_weak_references_come_back_to_the_same_objects() -> None:
    trip = Trip(
        "import weakref\n"
        "class N: pass\n"
        "n = N(); n.me = n\n"
        "to = weakref.ref(n)\n"
        "gone = weakref.ref(N())\n"
        "told = []\n"
        "calling = weakref.ref(n, told.append)\n"
        "values = weakref.WeakValueDictionary(a=n)\n"
        "keys = weakref.WeakKeyDictionary({n: 1})\n"
        "those = weakref.WeakSet([n])\n"
    )
    found = trip.both()
    assert found["to"]() is found["n"]
    assert found["gone"]() is None
    assert found["values"]["a"] is found["n"]
    assert found["keys"][found["n"]] == 1
    assert list(found["those"]) == [found["n"]]
    assert found["calling"].__callback__.__self__ is found["told"]


def test_a_weak_reference_does_not_keep_its_object() -> None:
    class Thing:
        pass

    trip = Trip("class N: pass\nkept = N()")
    found = trip.back(trip.out({"to": weakref.ref(trip.space["kept"])}))
    assert found["to"]() is None


def test_modules_come_back_by_name_and_tell_another_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("invented_library")
    vars(module)["__version__"] = "1.0"
    monkeypatch.setitem(sys.modules, "invented_library", module)
    trip = Trip("import json as js, os.path\nmade = type(js)('made'); made.x = 5")
    trip.space["library"] = module
    pickled = trip.out()
    vars(module)["__version__"] = "2.0"
    loader = unpickler.Loader(trip.space, trip.names)
    found = loader.load(pickled.stream, ())
    assert found["js"] is trip.space["js"]
    assert found["library"] is module
    assert found["made"].x == 5
    assert list(loader.notes) == ["invented_library was 1.0 and is 2.0 now"]


def test_cached_functions_and_new_types_of_the_notebook_need_no_module() -> None:
    trip = Trip(
        "import functools, typing, math\n"
        "@functools.lru_cache(maxsize=7)\n"
        "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "@functools.cache\n"
        "def one(): return 1\n"
        "root = functools.lru_cache(math.sqrt)\n"
        "UserId = typing.NewType('UserId', int)\n"
        "part = functools.partial(fib, 10)\n"
        "class Holder:\n"
        "    @functools.cached_property\n"
        "    def value(self): return [1]\n"
        "    @functools.lru_cache\n"
        "    def method(self): return 2\n"
        "held = Holder(); held.value\n"
    )
    pickled = trip.out()
    names = set(trip.mine())
    for name in names:
        del trip.space[name]
    found = trip.back(pickled, is_new=True)
    trip.space.update(found)
    assert found["fib"](20) == 6765
    assert found["fib"].cache_parameters()["maxsize"] == 7
    assert (found["one"](), found["root"](9.0), found["part"]()) == (1, 3.0, 55)
    assert found["UserId"](5) == 5
    assert (found["held"].value, found["held"].method()) == ([1], 2)


def test_iterators_and_texts_in_memory_keep_their_position() -> None:
    text, data = io.StringIO("abcdef"), io.BytesIO(b"abcdef")
    text.read(2)
    data.read(3)
    items = iter([1, 2, 3])
    next(items)
    found = Trip().both({"text": text, "data": data, "items": items})
    assert (found["text"].read(2), found["data"].read(2)) == ("cd", b"de")
    assert list(found["items"]) == [2, 3]


async def nothing() -> None:
    """Wait for nobody."""


def frame() -> Any:
    return sys._getframe()


def failed() -> Any:
    try:
        raise ValueError  # noqa: TRY301  # its traceback is wanted
    except ValueError as error:
        return error.__traceback__


class _Holder:
    """Something to refer to."""


REFUSED_HOLDER = _Holder()


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "generator": (lambda: (n for n in range(3)), "make a list of it"),
    "coroutine": (nothing, "await it"),
    "file": (tempfile.TemporaryFile, "open it again"),
    "socket": (socket.socket, "connect again"),
    "database": (lambda: sqlite3.connect(":memory:"), "connect again"),
    "thread": (lambda: threading.Thread(target=print), "start it again"),
    "local": (threading.local, "one thread"),
    "pool": (lambda: ThreadPoolExecutor(1), "make it again"),
    "process": (lambda: subprocess.Popen(["true"]), "start it again"),
    "frame": (frame, "running code"),
    "traceback": (failed, "keep its text"),
    "loop": (asyncio.new_event_loop, "event loop"),
    "proxy": (lambda: weakref.proxy(REFUSED_HOLDER), "weak reference"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("place", ["alone", "inside"])
def test_what_no_store_can_keep_is_refused_with_what_to_do(name: str, place: str) -> None:
    make, reason = REFUSED[name]
    value = make()
    try:
        with pytest.raises(NotKeptError, match=reason) as found:
            Trip().out({"x": value if place == "alone" else [{"k": value}]})
        assert "\n" not in str(found.value)
    finally:
        if name in {"file", "socket", "database", "coroutine", "loop"}:
            value.close()
        if name == "process":
            value.wait()


def test_a_class_of_the_notebook_over_a_refused_one_is_refused_too() -> None:
    trip = Trip(
        "import threading\nclass Worker(threading.Thread):\n    def run(self): pass\nw = Worker()"
    )
    with pytest.raises(NotKeptError, match="a thread cannot be kept"):
        trip.out({"w": trip.space["w"]})


def test_views_of_dictionaries_and_bytes_belong_to_them() -> None:
    known, data = {"a": 1}, bytearray(b"abc")
    values = {"d": known, "k": known.keys(), "v": known.values(), "i": known.items()}
    found = Trip().both({**values, "b": data, "m": memoryview(data)})
    found["d"]["b"] = 2
    found["b"][0] = 120
    assert (list(found["k"]), list(found["v"])) == (["a", "b"], [1, 2])
    assert list(found["i"]) == [("a", 1), ("b", 2)]
    assert bytes(found["m"]) == b"xbc"
    with pytest.raises(NotKeptError, match="keep its object"):
        Trip().out({"m": memoryview(data)[1:]})
