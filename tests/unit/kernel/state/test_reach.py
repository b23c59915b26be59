# ruff: noqa: E501, RUF001  # programs stand on one line each, as a table
from __future__ import annotations

import sys
import timeit
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from jupyter_mm.kernel.state import reach
from jupyter_mm.kernel.state.source import ANY_NAME, names_in

TRANSFORM = TransformerManager().transform_cell


def touched(
    cell: str, before: str = "", inside: dict[str, set[str]] | None = None
) -> AbstractSet[str] | None:
    """What a cell, as somebody types it, may touch; None for everything."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(before, namespace)
    return reach.closure(reach.uses(TRANSFORM(cell)), namespace, inside or {}).names


@pytest.mark.parametrize(
    ("source", "names", "stores", "deletes"),
    [
        ("x = y + 1", {"y"}, {"x"}, set()),
        ("x += y", {"x", "y"}, {"x"}, set()),
        ("del x", set(), set(), {"x"}),
        ("a.b.c[d](e=f)", {"a", "d", "f"}, set(), set()),
        ("[i for i in x if (z := i)]", {"x"}, {"z"}, set()),
        ("def f(p=q):\n    r = p\n    return r + s", {"q", "s"}, {"f"}, set()),
        ("def f():\n    global g\n    g = h", {"h"}, {"f", "g"}, set()),
        ("def f():\n    n = 1\n    def i():\n        nonlocal n\n        n = m\n", {"m"}, {"f"}, set()),
        ("import a.b as c", set(), {"c"}, set()),
        ("from a import b", set(), {"b"}, set()),
        ("for i in x: pass", {"x"}, {"i"}, set()),
        ("with o as (p, q): pass", {"o"}, {"p", "q"}, set()),
        ("f'{x!r:{w}}'", {"x", "w"}, set(), set()),
        ("match x:\n    case {'k': k, **r}: pass\n    case [a, *b] | (a, b): pass", {"x"}, {"k", "r", "a", "b"}, set()),
        ("try:\n    pass\nexcept E as e: pass", {"E"}, {"e"}, {"e"}),
        ("await x", {"x"}, set(), set()),
        ("async for i in x: await i", {"x", "i"}, {"i"}, set()),
        ("ﬁ = ｎ", {"n"}, {"fi"}, set()),
        ("lambda: x", {"x"}, set(), set()),
        ("x: list[y] = z", {"y", "z", "list"}, {"x"}, set()),
        ("x = ", set(), set(), set()),
    ],
)  # fmt: skip
def test_the_names_of_a_cell(
    source: str, names: set[str], stores: set[str], deletes: set[str]
) -> None:
    used = reach.uses(source)
    assert names <= used.names
    assert used.names - names <= {"__annotations__", "int", "__annotate__"} | stores
    assert stores <= used.stores
    assert used.deletes == deletes
    assert not used.is_dynamic


def test_attributes_and_keywords_are_no_names() -> None:
    used = reach.uses("a.data = b.values(key=1)")
    assert used.names | used.stores == {"a", "b"}


@pytest.mark.parametrize(
    "source",
    [
        "exec('x = 1')", "eval('x')", "globals()['x']", "locals()", "vars()['x']", "f.__globals__",
        "o.__dict__", "import __main__", "import gc", "import inspect", "from inspect import stack",
        "import sys\nsys.modules['__main__']", "import sys\nsys._getframe()", "import ctypes",
        "get_ipython().user_ns['x']", "get_ipython()", "g.gi_frame.f_locals", "__builtins__",
        "import importlib\nimportlib.import_module('__main__')", "import pickle\npickle.loads(b)",
        "pd.read_pickle('x')", "e.__traceback__.tb_frame", "def f():\n    return globals()",
        "lambda: [exec(c) for c in s]", "class A:\n    x = eval('1')", "frame.eval('a = b')",
        "__import__('__main__')", "breakpoint()", "import code\ncode.interact()", "%run other.py",
        "%store -r", "%reset -f", "%unheard_of x", "%%unheard_of\nx", "%time %unheard_of x",
        "%%capture\n%run x.py", "%debug", "%load_ext something", "%autoreload 2", "%pylab", "%whos",
        "%%timeit -n1 x = 1\n%run y.py", "%time exec('x = 1')", "%mm_checkout now~1", "%who_ls",
        "%time 'unfinished", "ip = get_ipython\nip()", "!echo {globals()}", "%cd {eval('x')}",
        "from sqlite3 import connect", "import weakref", "from m import f, g",
    ],
)  # fmt: skip
def test_a_cell_that_may_touch_anything_says_so(source: str) -> None:
    assert touched(source) is None


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("%time f(x)", {"f", "x"}),
        ("%timeit -n 10 -r 3 f(x)", {"f", "x"}),
        ("%%timeit -n 10 y = x\ny.append(z)", {"x", "y", "z"}),
        ("%%time\nx.append(1)\ny = 2", {"x", "y"}),
        ("%%capture out\nf(x)", {"f", "x", "out"}),
        ("%%capture --no-stderr out\nf(x)", {"f", "x", "out"}),
        ("%prun f(x)", {"f", "x"}),
        ("a = %time f(x)", {"a", "f", "x"}),
        ("a = !ls {x} $y", {"a", "x", "y"}),
        ("!rm {f(x)[0]}", {"f", "x"}),
        ("%cd $x", {"x"}),
        ("%cd {x}", {"x"}),
        ("%env A={x}", {"x"}),
        ("%%bash --out result\nls", {"result"}),
        ("%%writefile $x\nbody", {"x"}),
        ("%mm_log loss=f(x)", {"f", "x"}),
        ("%time %time f(x)", {"f", "x"}),
        ("for i in x:\n    %time f(i)", {"x", "f", "i"}),
        ("%matplotlib inline\nx", {"x"}),
        ("%pip install foo", set()),
        ("!pip install foo", set()),
        ("%config InlineBackend.figure_format = 'retina'", set()),
    ],
)
def test_lines_for_the_shell_are_read(source: str, names: set[str]) -> None:
    found = touched(source)
    assert found is not None
    assert names <= found


@pytest.mark.parametrize("name", ["_", "__", "___", "_3", "Out", "_oh", "In", "_ih", "_i", "_i3"])
def test_the_shells_own_memory_leads_to_anything(name: str) -> None:
    assert touched(f"{name}.append(1)", f"{name} = [[1]]") is None
    assert touched(f"f({name})", f"{name} = []\ndef f(x): x.append(1)") is None
    assert touched("f()", f"{name} = []\ndef f(): {name}.append(1)") is None


def test_a_throw_away_name_leads_nowhere() -> None:
    assert touched("for _ in range(3): x.append(_)", "_ = 5; x = []") == {"_", "range", "x"}
    assert touched("_ = 3", "_ = [1]") == {"_"}


@pytest.mark.parametrize(
    ("before", "cell", "names"),
    [
        ("def f(): return g()\ndef g(): x.append(1)\nx = []", "f()", {"f", "g", "x"}),
        ("x = []\nf = lambda: x", "f()", {"f", "x"}),
        ("x = []\ndef f(y=lambda: x): y()", "f()", {"x"}),
        ("x = []\nclass A:\n    def m(self): return x\na = A()\nm = a.m", "m()", {"x", "A"}),
        ("x = []\nclass A:\n    def m(self): x.append(1)\nclass B(A): pass\nb = B()", "b.m()", {"x"}),
        ("import functools\nx = []\n@functools.lru_cache\ndef f(): x.append(1)", "f()", {"x"}),
        ("import functools\nx = []\ndef g(a): x.append(a)\nf = functools.partial(g, 1)", "f()", {"x"}),
        ("x = []\nclass A:\n    def __del__(self): x.append(1)\na = A()", "a = 1", {"x"}),
        ("x = []\nclass A:\n    def __del__(self): x.append(1)\na = A()", "del a", {"x"}),
        ("x = []\nclass M(type):\n    def __call__(c): x.append(1)\nclass A(metaclass=M): pass", "A()", {"x"}),
        ("import contextlib\nx = []\n@contextlib.contextmanager\ndef c():\n    x.append(1); yield", "with c(): pass", {"x"}),
        ("x = []\ndef print(*a): x.append(a)", "print(1)", {"x"}),
        ("x = []\ndef f(v): x.append(v)", "frame.query('a > @f(b)')", {"f", "x"}),
        ("import math\nx = []\ndef f(v): x.append(v)\nq = 'f(1)'", "math.query(q)", {"f", "x"}),
        ("x = []\ndef f(): x.append(1)\ndef g(): pass\ng.__wrapped__ = f", "g()", {"x"}),
        ("class A: n = 0\na = A()", "type(a).n += 1", {"A", "a"}),
        ("class A: n = 0\nB = A\na = A()", "a", {"A", "B"}),
        ("import weakref\nx = []\nclass A:\n    def m(self): x.append(1)\na = A()\nw = [weakref.WeakMethod(a.m)]\nf = lambda k=w: k", "f()", {"x", "A"}),
    ],
)  # fmt: skip
def test_what_names_lead_to_is_touched(before: str, cell: str, names: set[str]) -> None:
    found = touched(cell, before)
    assert found is not None
    assert names <= found


def test_code_inside_of_a_group_is_followed() -> None:
    before = "x = []\ndef f(): x.append(1)\nk = [f]"
    assert touched("k[0]()", before, {"k": {"f"}}) == {"k", "f", "x"}
    assert touched("k[0]()", before, {"k": {"eval"}}) is None
    assert touched("k[0]()", before, {"k": {ANY_NAME}}) is None
    assert touched("k[0]()", before, {"k": {"import gc"}}) is None
    assert touched("k[0]()", before, {"k": {"import json"}}) == {"k", "import json"}


def test_the_names_that_a_group_tells_have_its_marks() -> None:
    namespace: dict[str, Any] = {}
    exec("def f():\n    import gc\n    return x, lambda: eval(y)", namespace)
    assert names_in(namespace["f"].__code__) == {"x", "eval", "y", "import gc", ANY_NAME}


@pytest.mark.parametrize(
    "before",
    [
        "def g():\n    yield 1\nx = g()",
        "async def g(): pass\nx = g()",
        "import sys\nx = sys._getframe()",
        "def g():\n    yield 1\ngen = g()\nx = [gen].append",
        "class A:\n    def __getstate__(self): return 1\nx = A()",
        "class A:\n    def __reduce__(self): return int, ()\nclass B(A): pass\nx = B()",
        "y = []\nclass A: shared = y\nx = A()",
        "y = []\nclass A: shared = {'k': [y]}\nx = A()",
        "import types\nx = types.ModuleType('made')",
        "import gc as x",
        "import sqlite3\nx = sqlite3.connect(':memory:')",
    ],
)
def test_what_cannot_be_followed_is_everything(before: str) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(before, namespace)
    assert reach.closure(reach.uses("x"), namespace, {}).names is None
    if hasattr(namespace["x"], "close"):
        namespace["x"].close()


@pytest.mark.parametrize(
    "definition",
    [
        "import collections\nA = collections.namedtuple('A', 'u v')\nx = A(1, 2)",
        "import typing\nclass A(typing.NamedTuple):\n    u: int = 1\nx = A()",
        "import enum\nclass A(enum.Enum):\n    U = [1]\nx = A.U",
        "class A:\n    u = {}\n    v = [[1], {2}]\n    @property\n    def w(self): return 1\n    s = staticmethod(len)\nx = A()",
        "import abc\nclass A(abc.ABC):\n    u = []\n    def f(self): ...\nx = A()",
        "class A:\n    __slots__ = ('u',)\nx = A()",
        "import functools\nclass A:\n    u = []\n    @functools.cached_property\n    def v(self): return 1\nx = A()",
    ],
)  # fmt: skip
def test_usual_classes_are_followed(definition: str) -> None:
    assert touched("x", definition) is not None


def test_a_module_of_the_users_own_leads_to_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own_things.py").write_text("KEPT = []\ndef f(): KEPT.append(1)\nclass A: pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert touched("import own_things") is None
    assert touched("from own_things import *") is None
    for before in (
        "import own_things as x", "from own_things import f as x", "from own_things import A as x",
        "import own_things\nx = own_things.A()", "from own_things import A\nclass B(A): pass\nx = B()",
    ):  # fmt: skip
        assert touched("x", before) is None
    assert touched("[1].append(y)", "import own_things\ny = [1]") == {"y"}
    del sys.modules["own_things"]


def test_usual_libraries_touch_what_they_are_given() -> None:
    before = "import json, math, numpy as np\nx = [1]; z = np.zeros(3); y = []"
    assert touched("np.sum(x); math.sqrt(2); json.dumps(x); z[0] = 1", before) == {
        "np", "x", "math", "json", "z",
    }  # fmt: skip


def test_a_library_is_told_to_be_used() -> None:
    namespace = {"x": [1], "n": 3, "math": sys.modules["math"]}
    assert not reach.closure(reach.uses("x.append(len(x) + n)"), namespace, {}).calls_library
    assert reach.closure(reach.uses("math.sqrt(n)"), namespace, {}).calls_library


def test_no_code_of_the_user_runs() -> None:
    before = (
        "class M(type):\n    def __getattribute__(c, n): raise RuntimeError\n"
        "    def __instancecheck__(c, o): raise RuntimeError\n    def mro(c): return type.mro(c)\n"
        "class A(metaclass=M):\n    def __getattribute__(s, n): raise RuntimeError\n"
        "    def __eq__(s, o): raise RuntimeError\n    def __hash__(s): raise RuntimeError\n"
        "    def __bool__(s): raise RuntimeError\n"
        "x = object.__new__(A)"
    )
    found = touched("x; A", before)
    assert found is None or {"x", "A"} <= found


@pytest.mark.parametrize("source", ["x" + "+x" * 5000, "(" * 150 + "x" + ")" * 150, "\0", "\ud800"])
def test_odd_cells_do_not_fail(source: str) -> None:
    reach.uses(source)


def test_warnings_of_the_compiler_are_not_shown_twice(capsys: pytest.CaptureFixture[str]) -> None:
    reach.uses("x = '\\d'\nx is 'a'")
    assert capsys.readouterr().err == ""


def test_a_trivial_cell_among_a_thousand_names_takes_a_tenth_of_a_millisecond() -> None:
    namespace: dict[str, Any] = {f"v{number}": number for number in range(1000)}

    def once() -> None:
        reach.closure(reach.uses("v5 = v6 + 1"), namespace, {})

    once()
    assert min(timeit.repeat(once, number=100, repeat=20)) / 100 < 1e-4
