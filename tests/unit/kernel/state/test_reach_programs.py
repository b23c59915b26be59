# ruff: noqa: E501, ISC004  # programs stand on one line each, as a table
"""Random programs, run for real: whatever a cell changes was among what it may touch."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.kernel.state.notebook import Notebook, missed

EXAMPLES = int(os.environ.get("MM_REACH_EXAMPLES", "60"))

SETUP = (
    "a = [1]; b = [2]; c = a; d = {'k': [3], 'a': a}; n = 0; s = 'a'",
    "e = ([4], b); m = {1, 2}; by = bytearray(b'x'); q = [[0], [0]]",
    "def f(): a.append(1)",
    "def g(x=b): x.append(2); return x",
    "def outer():\n    kept = []\n    def inner(x): kept.append(x); return kept\n    return inner\ncount = outer()",
    "def setn():\n    global n\n    n += 1\n    q[0].append(n)",
    "class C:\n    items = []\n    total = 0\n    def __init__(self, x): self.x = x\n"
    "    def add(self): self.x.append(1); C.total += 1\n    def all(self): self.items.append(q)\n"
    "    @property\n    def p(self): q.append(self.x); return 1\n"
    "    @classmethod\n    def make(cls): cls.total += 1; return cls([7])\n"
    "    @staticmethod\n    def st(): d['k'].append(8)\n"
    "    def __add__(self, other): a.append(other); return self\n"
    "    def __iter__(self): b.append(0); return iter([1])\n"
    "    def __enter__(self): m.add(9); return self\n    def __exit__(self, *e): d['z'] = 1\n",
    "o = C([5]); o2 = C(a); sub = [C(b)]",
    "class D(C):\n    def __getattr__(self, name):\n        if name.startswith('_'): raise AttributeError(name)\n"
    "        q.append(name); return a\n    def __call__(self): return o.add()",
    "o3 = D([6])",
    "class Meta(type):\n    def __call__(cls, *a, **k): d['meta'] = 1; return super().__call__(*a, **k)\n"
    "class M(metaclass=Meta): pass",
    "class Del:\n    def __del__(self): a.append('gone')\nx = Del()",
    "import functools, operator, itertools, contextlib, collections, copy, json",
    "part = functools.partial(g); bound = o.add; app = b.append; h = lambda: f()",
    "@functools.lru_cache\ndef cached(k): d['k'].append(k); return q",
    "@functools.wraps(f)\ndef wrapped(): return f()",
    "def deco(fn):\n    def run(*args): q.append(0); return fn(*args)\n    return run\n@deco\ndef decorated(): b.append(1)",
    "calls = [f, o.add]; table = {'go': lambda: setn()}",
    "def gen():\n    for i in range(9):\n        a.append(i); yield a\nit = gen()",
    "li = iter(b); mp = map(lambda v: q.append(v), [1, 2, 3]); zp = zip(a, q)",
    "@contextlib.contextmanager\ndef cm():\n    a.append(0); yield b; d['cm'] = 1",
    "ns = collections.namedtuple('NS', 'u v')(a, [9]); dq = collections.deque([b]); dd = collections.defaultdict(list)",
    "def late(): return later()",
    "def later(): q.clear()",
    "class Data:\n    shared = b\n    def go(self): self.shared.append(3)\ndata = Data()",
    "def evil(): globals()['a'].append(1)",
    "evils = [evil]",
    "def importing():\n    import __main__, sys\n    sys.modules['__main__']\n    return 1",
    "class Slots:\n    __slots__ = ('y',)\nsl = Slots(); sl.y = q",
    "alias = C; alias2 = o; deep = {'x': {'y': o2}}; fun = {'g': g, 'c': count}",
    "class Desc:\n    def __get__(self, obj, kind=None): a.append('get'); return b\n    def __set__(self, obj, v): q.append(v)",
    "class Has:\n    y = Desc()\nhas = Has()",
    "class Sub(list):\n    def append(self, v): d['sub'] = v; super().append(v)\nsb = Sub([a])",
    "class Hash:\n    def __hash__(self): b.append('h'); return 1\n    def __eq__(self, other): a.append('e'); return True\nhs = Hash(); hd = {hs: q}",
)

NAMES = st.sampled_from([
    "a", "b", "c", "d", "e", "m", "q", "o", "o2", "o3", "sub", "sb", "ns", "dq", "sl", "deep",
    "hd", "data", "has", "by",
])  # fmt: skip
STATEMENTS = st.sampled_from([
    "f()", "g()", "count(1)", "setn()", "o.add()", "o2.add()", "o.all()", "o.p", "C.make()",
    "C.st()", "o + 1", "list(o)", "[*o2]", "for i in o: pass", "with o: pass", "o3.missing",
    "o3.missing.append(1)", "o3()", "M()", "del x", "x = 1", "part()", "bound()", "app(5)", "h()",
    "cached(1)", "wrapped()", "decorated()", "[k() for k in calls]", "table['go']()", "next(it)",
    "next(li, 0)", "next(mp, 0)", "next(zp, 0)", "with cm() as z: z.append(1)", "late()",
    "data.go()", "evil()", "evils[0]()", "importing()", "sl.y.append(1)", "alias.make()",
    "alias2.add()", "deep['x']['y'].add()", "fun['g']()", "fun['c'](2)", "has.y", "has.y = 3",
    "sb.append(4)", "hs in hd", "hd.get(hs)", "sub[0].add()", "sub[0].st()", "type(o).total",
    "type(o).items.append(1)", "sub[0].items.append(2)", "o.__class__.total = 5",
    "max([o, o2], key=lambda v: v.p)", "sorted([3, 1], key=lambda v: f())", "print(o3.y)",
    "y = [f() for _ in range(2)]", "z = (w := a); w.append(1)", "q[0] += [1]", "a += [2]",
    "def f(): b.append(7)", "def loc():\n    def inner():\n        a.append(3)\n    inner()\nloc()",
    "class L:\n    a.append(1)", "class K(D): pass\nK([1]).p", "exec('a.append(1)')",
    "eval('f()')", "vars()['b'].append(1)", "import __main__",
    "match a:\n    case [*r]: r.append(1); q.append(r)", "lam = lambda: q.append(1)\nlam()",
    "try:\n    o.p\n    1/0\nexcept Exception as err: d['k'].append(1)", "del d['k']",
    "functools.reduce(lambda u, v: u.append(v) or u, [1, 2], a)", "operator.setitem(q, 0, [9])",
    "getattr(o, 'add')()", "setattr(o, 'x', b)", "o.x = []", "copy.copy(o).x.append(1)",
    "copy.deepcopy(o).add()", "list(map(g, [b]))", "f'{o.p}'", "assert o.p", "o.items = 3",
    "g.__defaults__[0].append(1)", "count.__closure__[0].cell_contents.append(2)",
    "f.__globals__['a'].append(1)", "C.add(o2)", "D.st()", "super(D, o3).all()",
    "json.dumps([1], default=g)", "list(filter(o3.add, [1]))", "dq[0].append(1)", "ns.v.append(1)",
    "dd['k'].append(a)", "e[0].append(1)", "by.append(1)", "c.append(1)", "m.add(n)",
    "data.shared = a", "Data.shared.append(4)", "Has().y", "*u, v = q", "locals()",
    "hash(hs)", "{hs: 1, hs: 2}", "b.sort(key=lambda v: q.append(v))", "len(d) and d['a'].append(1)",
    "async def co(): a.append(1)\ntry:\n    co().send(None)\nexcept StopIteration: pass",
    "any(o)", "print(*o)", "a, b = b, a", "lst = [o]; lst[0].add()", "o.new = q", "n += 1",
])  # fmt: skip
EDITS = st.builds(
    lambda template, x, y: template.format(x=x, y=y),
    st.sampled_from([
        "{x}.append({y})", "{x} = {y}", "{x}[0] = {y}", "{x}['w'] = {y}", "t = [{x}, {y}]",
        "t = lambda: {x}", "o.x = {y}", "C.items.append({y})", "{x}.extend({y})",
        "def f(v={x}): v.append(1)", "calls.append(lambda: {x}.append(1))", "C.more = {x}",
        "u = {x}\nu.append(1)", "count({x})", "deep['n'] = {x}", "g.attr = {x}",
        "class C:\n    items = {x}\n    def __init__(self, x): self.x = x\n    def add(self): {y}.append(1)",
    ]),
    NAMES,
    NAMES,
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(STATEMENTS | EDITS, min_size=1, max_size=5),
    st.lists(st.sampled_from(SETUP), max_size=4),
)
def test_whatever_a_cell_changes_was_among_what_it_may_touch(
    cells: list[str], again: list[str]
) -> None:
    notebook = Notebook(*SETUP, *again)
    for cell in cells:
        assert missed(notebook, cell) == set(), cell


def test_each_kind_of_cell_alone_touches_no_more_than_it_says() -> None:
    statements = STATEMENTS.elements  # type: ignore[attr-defined]  # what it chooses from
    for cell in statements:
        assert missed(Notebook(*SETUP), cell) == set(), cell
